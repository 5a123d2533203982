import { assertFuture } from './connection.ts';
import { DomainError } from './errors.ts';
import type { Decision } from './events.ts';
import { assertScopesHeld, type Permission } from './permissions.ts';

/**
 * API keys. One kind calls the admin API with the permissions it was given; the other writes audit events of one
 * product and can't do or read anything else.
 */
export interface ApiKey {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  /** The last characters of the secret, which itself is only ever seen once. */
  readonly hint: string;
  /** Empty for a key that writes events. */
  readonly scopes: readonly Permission[];
  /** The one product whose events the key writes; null for a key of the admin API. */
  readonly product: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** What a key is to be good for. */
export type ApiKeyPurpose =
  | { readonly kind: 'admin-api'; readonly scopes: readonly Permission[] }
  | { readonly kind: 'events'; readonly product: string };

export interface NewApiKey {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly hint: string;
  readonly purpose: ApiKeyPurpose;
  readonly expiresAt: Date | null;
}

/** Issues a key that can do no more than its issuer, who holds `held`. */
export function decideIssueApiKey(wanted: NewApiKey, held: readonly Permission[], now: Date): Decision<ApiKey> {
  const { purpose, ...rest } = wanted;
  const name = wanted.name.trim();
  if (name.length === 0) {
    throw new DomainError(
      'api-key.name-missing',
      { ja: 'API キーの名前を入力してください。', en: 'A name for the API key is needed.' },
      'name',
    );
  }
  assertFuture(wanted.expiresAt, now);
  const scopes = purpose.kind === 'admin-api' ? [...new Set(purpose.scopes)] : [];
  if (purpose.kind === 'admin-api') {
    if (scopes.length === 0) {
      throw new DomainError(
        'api-key.scope-missing',
        { ja: 'API キーの権限を一つ以上選んでください。', en: 'Choose at least one right for the API key.' },
        'scopes',
      );
    }
    assertScopesHeld(scopes, held);
  }
  return {
    next: {
      ...rest,
      name,
      scopes,
      product: purpose.kind === 'events' ? purpose.product : null,
      createdAt: now,
      revokedAt: null,
      lastUsedAt: null,
    },
    events: [{ type: 'api-key.issued', keyName: name }],
  };
}

/** Revokes a key for good. Again: nothing happens. */
export function decideRevokeApiKey(before: ApiKey, now: Date): Decision<ApiKey> {
  if (before.revokedAt !== null) return { next: before, events: [] };
  return { next: { ...before, revokedAt: now }, events: [{ type: 'api-key.revoked', keyName: before.name }] };
}
