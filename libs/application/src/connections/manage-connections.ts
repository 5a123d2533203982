import {
  type Connection,
  type ConnectionToken,
  DomainError,
  decideChangeConnection,
  decideCreateConnection,
  decideDeleteConnection,
  decideIssueToken,
  decideRevokeToken,
} from '@sekisho/domain';
import { hashToken, hintOf } from '@sekisho/platform';
import type { IdentityProvider } from '@sekisho/provider-kit';
import {
  countConnectionUsage,
  type Database,
  deleteConnection,
  insertConnection,
  insertConnectionToken,
  listConnectionTokens,
  lockConnection,
  updateConnection,
  updateConnectionToken,
} from '@sekisho/storage';
import type { Transaction } from 'kysely';
import { recordEvents } from '../audit-trail/record-events.ts';
import type { TenantScope, UseCaseDependencies } from '../use-case.ts';

/** Connections (IdP連携) and the bearer tokens that open them. */

export interface ConnectionDependencies extends UseCaseDependencies {
  /** The installation's plugins. */
  readonly providers: readonly IdentityProvider[];
}

export async function createConnection(
  dependencies: ConnectionDependencies,
  scope: TenantScope,
  wanted: { readonly providerId: string; readonly name: string },
): Promise<Connection> {
  const { db, clock, ids, providers } = dependencies;
  const now = clock.now();
  const provider = providers.find((candidate) => candidate.id === wanted.providerId);
  const { next, events } = decideCreateConnection(
    { id: ids.uuid(), organisationId: scope.organisationId, ...wanted },
    provider?.displayName.en ?? null,
    now,
  );
  await db.transaction().execute(async (trx) => {
    await insertConnection(trx, next);
    await recordEvents(trx, events, { ...scope, now, ids });
  });
  return next;
}

/** Renames, disables or enables a connection. A disabled one refuses its tokens at once. */
export async function changeConnection(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  connectionId: string,
  change: Parameters<typeof decideChangeConnection>[1],
): Promise<Connection> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  return db.transaction().execute(async (trx) => {
    const before = await requireLockedConnection(trx, scope, connectionId);
    const { next, events } = decideChangeConnection(before, change, now);
    if (events.length === 0) return before;
    await updateConnection(trx, next);
    await recordEvents(trx, events, { ...scope, now, ids });
    return next;
  });
}

/** Deletes a connection that provisions nobody any more. */
export async function removeConnection(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  connectionId: string,
): Promise<void> {
  const { db, clock, ids } = dependencies;
  await db.transaction().execute(async (trx) => {
    const before = await requireLockedConnection(trx, scope, connectionId);
    const usage = await countConnectionUsage(trx, scope.organisationId, connectionId);
    const { events } = decideDeleteConnection(before, usage);
    await deleteConnection(trx, scope.organisationId, connectionId);
    await recordEvents(trx, events, { ...scope, now: clock.now(), ids });
  });
}

/** A new token. `secret` is seen here and never again. */
export interface IssuedToken {
  readonly token: ConnectionToken;
  readonly secret: string;
}

/** The prefix lets secret scanners know one of ours when they meet it in a repository. */
const tokenPrefix = 'sekisho_scim_';

/** Issues a token; refused while two are valid. */
export async function issueConnectionToken(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  connectionId: string,
  wanted: { readonly expiresAt: Date | null },
): Promise<IssuedToken> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  const secret = `${tokenPrefix}${ids.secret()}`;
  return db.transaction().execute(async (trx) => {
    const connection = await requireLockedConnection(trx, scope, connectionId);
    const existing = await listConnectionTokens(trx, scope.organisationId, connectionId);
    const { next, events } = decideIssueToken(
      connection,
      existing,
      { id: ids.uuid(), hint: hintOf(secret), expiresAt: wanted.expiresAt },
      now,
    );
    await insertConnectionToken(trx, scope.organisationId, next, hashToken(secret));
    await recordEvents(trx, events, { ...scope, now, ids });
    return { token: next, secret };
  });
}

/** Revokes a token at once. Again: nothing happens. */
export async function revokeConnectionToken(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  connectionId: string,
  tokenId: string,
): Promise<void> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  await db.transaction().execute(async (trx) => {
    const connection = await requireLockedConnection(trx, scope, connectionId);
    const tokens = await listConnectionTokens(trx, scope.organisationId, connectionId);
    const before = tokens.find((token) => token.id === tokenId);
    if (before === undefined) {
      throw new DomainError('token.not-found', {
        ja: 'このトークンは見つかりませんでした。',
        en: 'There is no such token.',
      });
    }
    const { next, events } = decideRevokeToken(connection, before, now);
    if (events.length === 0) return;
    await updateConnectionToken(trx, scope.organisationId, next);
    await recordEvents(trx, events, { ...scope, now, ids });
  });
}

export function connectionNotFound(): DomainError {
  return new DomainError('connection.not-found', {
    ja: 'この IdP連携は見つかりませんでした。すでに削除された可能性があります。',
    en: 'There is no such connection. It may have been deleted.',
  });
}

async function requireLockedConnection(
  trx: Transaction<Database>,
  scope: TenantScope,
  connectionId: string,
): Promise<Connection> {
  const connection = await lockConnection(trx, scope.organisationId, connectionId);
  if (connection === null) throw connectionNotFound();
  return connection;
}
