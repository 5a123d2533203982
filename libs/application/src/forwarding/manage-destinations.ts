import { X509Certificate } from 'node:crypto';
import type { AuditEvent } from '@sekisho/audit-events';
import { beforeStored } from '@sekisho/audit-store';
import {
  type Destination,
  type DestinationSettings,
  type DestinationState,
  DomainError,
  decideChangeDestination,
  decideCreateDestination,
  decideDeleteDestination,
  decideSetDestinationState,
  type ForwardingPolicy,
  type LocalisedText,
} from '@sekisho/domain';
import { DeliveryFailed, isWebhookSecret, type Sender, webhookSecretOf } from '@sekisho/forwarding';
import { encryptSecret, hintOf, type SecretKey } from '@sekisho/platform';
import {
  type Database,
  deleteDestination,
  destinationOwner,
  findDestinationSecret,
  insertDestination,
  listDestinationIds,
  lockDestination,
  lockOrganisation,
  updateDestination,
} from '@sekisho/storage';
import type { Transaction } from 'kysely';
import { describeActor } from '../audit-trail/describe-event.ts';
import { recordEvents } from '../audit-trail/record-events.ts';
import { organisationNotFound } from '../organisations/require-organisation.ts';
import type { TenantScope, UseCaseDependencies } from '../use-case.ts';

/** Where an organisation's audit log goes: made, changed, paused, tried out, removed. */

export interface ForwardingDependencies extends UseCaseDependencies {
  readonly secretKey: SecretKey;
  readonly policy: ForwardingPolicy;
  /** Opens a destination with its encrypted secret. Throws {@link DeliveryFailed} when it can't even be tried. */
  openSender(destination: Destination, encryptedSecret: Buffer | null): Sender;
}

export interface NewDestinationRequest {
  readonly name: string;
  readonly settings: DestinationSettings;
  /** A webhook without one gets one made. */
  readonly secret: string | null;
  /** Events stored from then on are forwarded; null: from now on. */
  readonly since: Date | null;
}

/** A destination, and the signing secret that was made for it, which is seen here and never again. */
export interface CreatedDestination {
  readonly destination: Destination;
  readonly madeSecret: string | null;
}

export async function createDestination(
  dependencies: ForwardingDependencies,
  scope: TenantScope,
  wanted: NewDestinationRequest,
): Promise<CreatedDestination> {
  const { db, clock, ids, policy } = dependencies;
  const now = clock.now();
  assertCertificate(wanted.settings);
  const isMade = wanted.settings.kind === 'webhook' && wanted.secret === null;
  const secret = isMade ? webhookSecretOf(Buffer.from(ids.secret(32), 'base64url')) : wanted.secret;
  if (secret !== null) assertSecret(wanted.settings, secret);
  const destination = await db.transaction().execute(async (trx) => {
    if ((await lockOrganisation(trx, scope.organisationId)) === null) throw organisationNotFound();
    const existing = (await listDestinationIds(trx, scope.organisationId)).length;
    const { next, events } = decideCreateDestination(
      {
        id: ids.uuid(),
        organisationId: scope.organisationId,
        name: wanted.name,
        settings: wanted.settings,
        secret,
        secretHint: secret === null ? null : hintOf(secret),
      },
      existing,
      policy,
      now,
    );
    const sealed = secret === null ? null : seal(dependencies, next, secret);
    // What is stored at this very moment may have been read by nobody yet: it belongs to what comes.
    await insertDestination(trx, next, sealed, beforeStored(wanted.since ?? now));
    await recordEvents(trx, events, { ...scope, now, ids });
    return next;
  });
  return { destination, madeSecret: isMade ? secret : null };
}

export interface DestinationChange {
  readonly name?: string | undefined;
  readonly settings?: DestinationSettings | undefined;
  readonly secret?: string | undefined;
}

export async function changeDestination(
  dependencies: ForwardingDependencies,
  scope: TenantScope,
  destinationId: string,
  change: DestinationChange,
): Promise<Destination> {
  const { db, clock, ids, policy } = dependencies;
  const now = clock.now();
  if (change.settings !== undefined) assertCertificate(change.settings);
  return db.transaction().execute(async (trx) => {
    const before = await requireLockedDestination(trx, scope, destinationId);
    if (change.secret !== undefined) assertSecret(before.settings, change.secret);
    const { next, events } = decideChangeDestination(
      before,
      { ...change, secretHint: change.secret === undefined ? undefined : hintOf(change.secret) },
      policy,
      now,
    );
    if (events.length === 0) return before;
    await updateDestination(
      trx,
      next,
      change.secret === undefined ? undefined : seal(dependencies, next, change.secret),
    );
    await recordEvents(trx, events, { ...scope, now, ids });
    return next;
  });
}

/** Pauses or resumes. Again: nothing happens. */
export async function setDestinationState(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  destinationId: string,
  state: DestinationState,
): Promise<Destination> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  return db.transaction().execute(async (trx) => {
    const before = await requireLockedDestination(trx, scope, destinationId);
    const { next, events } = decideSetDestinationState(before, state, now);
    if (events.length === 0) return before;
    await updateDestination(trx, next, undefined);
    await recordEvents(trx, events, { ...scope, now, ids });
    return next;
  });
}

export async function removeDestination(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  destinationId: string,
): Promise<void> {
  const { db, clock, ids } = dependencies;
  await db.transaction().execute(async (trx) => {
    const before = await requireLockedDestination(trx, scope, destinationId);
    const { events } = decideDeleteDestination(before);
    await deleteDestination(trx, scope.organisationId, destinationId);
    await recordEvents(trx, events, { ...scope, now: clock.now(), ids });
  });
}

/** What the receiver said to a test event. */
export interface DestinationTest {
  readonly delivered: boolean;
  readonly answer: LocalisedText;
  readonly durationMs: number;
}

/** Sends one test event now, whatever the state and place of the destination, which stay as they are. */
export async function testDestination(
  dependencies: ForwardingDependencies,
  scope: TenantScope,
  destinationId: string,
  signal: AbortSignal,
): Promise<DestinationTest> {
  const { db, clock, ids } = dependencies;
  const found = await findDestinationSecret(db, scope.organisationId, destinationId);
  if (found === null) throw destinationNotFound();
  const began = performance.now();
  const outcome = await tryOut(dependencies, scope, found, signal);
  const durationMs = Math.round(performance.now() - began);
  const { name } = found.destination;
  const event = { type: 'forwarding.tested', destinationName: name, delivered: outcome.delivered } as const;
  await db.transaction().execute((trx) => recordEvents(trx, [event], { ...scope, now: clock.now(), ids }));
  return { ...outcome, durationMs };
}

async function tryOut(
  dependencies: ForwardingDependencies,
  scope: TenantScope,
  { destination, secret }: { readonly destination: Destination; readonly secret: Buffer | null },
  signal: AbortSignal,
): Promise<Pick<DestinationTest, 'delivered' | 'answer'>> {
  const now = dependencies.clock.now();
  const event: AuditEvent = {
    id: dependencies.ids.uuid(),
    organisationId: scope.organisationId,
    product: 'Apps',
    occurredAt: now.toISOString(),
    category: 'Forwarding',
    event: 'Test a forwarding destination',
    action: `This is a test of ${destination.name}. / ${destination.name} への転送テストです。`,
    ...describeActor(scope.actor),
    spaceKey: '',
    version: 'V1',
  };
  let sender: Sender | null = null;
  try {
    sender = dependencies.openSender(destination, secret);
    const batch = { organisationId: scope.organisationId, events: [{ event, storedAt: now }] } as const;
    const { answer } = await sender.send(batch, signal);
    return { delivered: true, answer };
  } catch (error) {
    if (!(error instanceof DeliveryFailed)) throw error;
    return { delivered: false, answer: error.explanation };
  } finally {
    await sender?.close();
  }
}

function seal(
  { secretKey }: Pick<ForwardingDependencies, 'secretKey'>,
  destination: Destination,
  secret: string,
): Buffer {
  return encryptSecret(secretKey, secret, destinationOwner(destination));
}

function assertSecret(settings: DestinationSettings, secret: string): void {
  const valid = settings.kind === 'webhook' ? isWebhookSecret(secret) : /^[!-~]{1,500}$/.test(secret);
  if (valid) return;
  throw new DomainError(
    'forwarding.secret-invalid',
    settings.kind === 'webhook'
      ? {
          ja: '署名用シークレットは whsec_ で始まり、24～64 バイトを Base64 で表したものにしてください。空欄にすると自動で作成します。',
          en: 'A signing secret begins with whsec_ and holds 24 to 64 bytes in base64. Leave it out to have one made.',
        }
      : {
          ja: '秘密情報に使えない文字が含まれています。前後の空白や改行を取り除いてください。',
          en: 'The secret has characters that can not be sent. Remove spaces and line breaks around it.',
        },
    'secret',
  );
}

/** A certificate that can't be read would fail only at the first connection, far from whoever pasted it. */
function assertCertificate(settings: DestinationSettings): void {
  if (settings.kind === 'file' || settings.caCertificate === null) return;
  try {
    new X509Certificate(settings.caCertificate);
  } catch {
    throw new DomainError(
      'forwarding.certificate-invalid',
      {
        ja: 'CA 証明書を読み取れません。-----BEGIN CERTIFICATE----- で始まる PEM 形式で貼り付けてください。',
        en: 'The CA certificate can not be read. Paste it as PEM, beginning with -----BEGIN CERTIFICATE-----.',
      },
      'settings.caCertificate',
    );
  }
}

async function requireLockedDestination(
  trx: Transaction<Database>,
  scope: TenantScope,
  destinationId: string,
): Promise<Destination> {
  const destination = await lockDestination(trx, scope.organisationId, destinationId);
  if (destination === null) throw destinationNotFound();
  return destination;
}

function destinationNotFound(): DomainError {
  return new DomainError('forwarding.not-found', {
    ja: 'この転送先は見つかりませんでした。',
    en: 'There is no such destination.',
  });
}
