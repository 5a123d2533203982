import { type Catalogue, findProduct } from '@sekisho/audit-events';
import {
  type ApiKey,
  type ApiKeyPurpose,
  DomainError,
  decideIssueApiKey,
  decideRevokeApiKey,
  type Permission,
} from '@sekisho/domain';
import { hashToken, hintOf } from '@sekisho/platform';
import { findValidApiKey, insertApiKey, lockApiKey, updateApiKey } from '@sekisho/storage';
import { recordEvents } from '../audit-trail/record-events.ts';
import type { TenantScope, UseCaseDependencies } from '../use-case.ts';

/** API keys: of the admin API, and of products that write their audit events. */

export interface NewApiKeyRequest {
  readonly name: string;
  readonly purpose: ApiKeyPurpose;
  readonly expiresAt: Date | null;
}

/** A new key. `secret` is seen here and never again. */
export interface IssuedApiKey {
  readonly apiKey: ApiKey;
  readonly secret: string;
}

/** The prefixes let secret scanners know one of ours when they meet it in a repository. */
const prefixes = { 'admin-api': 'sekisho_key_', events: 'sekisho_evt_' } as const satisfies Record<
  ApiKeyPurpose['kind'],
  string
>;

/** Issues a key that can do no more than `held`, the issuer's own permissions. Products are those of the catalogue. */
export async function issueApiKey(
  dependencies: UseCaseDependencies & { readonly catalogue: Catalogue },
  scope: TenantScope,
  held: readonly Permission[],
  wanted: NewApiKeyRequest,
): Promise<IssuedApiKey> {
  const { db, clock, ids } = dependencies;
  if (wanted.purpose.kind === 'events') assertProduct(dependencies.catalogue, wanted.purpose.product);
  const now = clock.now();
  const secret = `${prefixes[wanted.purpose.kind]}${ids.secret()}`;
  const { next, events } = decideIssueApiKey(
    { id: ids.uuid(), organisationId: scope.organisationId, hint: hintOf(secret), ...wanted },
    held,
    now,
  );
  await db.transaction().execute(async (trx) => {
    await insertApiKey(trx, next, hashToken(secret));
    await recordEvents(trx, events, { ...scope, now, ids });
  });
  return { apiKey: next, secret };
}

/** With a product that nobody knows, each of its events would be refused. */
function assertProduct(catalogue: Catalogue, product: string): void {
  if (findProduct(catalogue, product) !== undefined) return;
  const known = catalogue.products.map(({ id }) => id).join(', ');
  throw new DomainError(
    'product.unknown',
    {
      ja: `「${product}」というプロダクトはありません。指定できるもの: ${known}`,
      en: `There is no product '${product}'. There are: ${known}.`,
    },
    'product',
  );
}

/** Revokes a key at once. Again: nothing happens. */
export async function revokeApiKey(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  apiKeyId: string,
): Promise<void> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  await db.transaction().execute(async (trx) => {
    const before = await lockApiKey(trx, scope.organisationId, apiKeyId);
    if (before === null) {
      throw new DomainError('api-key.not-found', {
        ja: 'この API キーは見つかりませんでした。',
        en: 'There is no such API key.',
      });
    }
    const { next, events } = decideRevokeApiKey(before, now);
    if (events.length === 0) return;
    await updateApiKey(trx, next);
    await recordEvents(trx, events, { ...scope, now, ids });
  });
}

/** Whose events a key may write: one product of one organisation. */
export interface EventKey {
  readonly keyId: string;
  readonly organisationId: string;
  readonly product: string;
}

/** What a product's secret opens, or null: unknown, revoked, expired, or a key of the admin API. */
export async function authenticateEventKey(
  dependencies: Pick<UseCaseDependencies, 'db' | 'clock'>,
  secret: string,
): Promise<EventKey | null> {
  const key = await findValidApiKey(dependencies.db, hashToken(secret), dependencies.clock.now());
  if (key === null || key.product === null) return null;
  return { keyId: key.id, organisationId: key.organisationId, product: key.product };
}
