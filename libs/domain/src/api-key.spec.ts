import { describe, expect, it } from 'vitest';
import { type ApiKeyPurpose, decideIssueApiKey, decideRevokeApiKey } from './api-key.ts';
import type { Permission } from './permissions.ts';
import { earlier, now, outcomeOf } from './testing/samples.ts';

const base = { id: 'k', organisationId: 'org_a', name: '連携用', hint: '…abcd', expiresAt: null };
const read: ApiKeyPurpose = { kind: 'admin-api', scopes: ['members:read'] };
const events: ApiKeyPurpose = { kind: 'events', product: 'Backlog' };

describe('issuing a key', () => {
  it.each<[string, { name?: string; expiresAt?: Date }, ApiKeyPurpose, readonly Permission[], string]>([
    ['with a right the issuer holds', {}, read, ['members:read', 'api-keys:write'], 'accepted'],
    ['with a right the issuer lacks', {}, read, ['api-keys:write'], 'api-key.scope-not-held'],
    ['without any right', {}, { kind: 'admin-api', scopes: [] }, ['members:read'], 'api-key.scope-missing'],
    ['for events: no right of the API is given', {}, events, ['api-keys:write'], 'accepted'],
    ['without a name', { name: ' ' }, events, [], 'api-key.name-missing'],
    ['that has ended', { expiresAt: earlier }, events, [], 'token.expiry-past'],
  ])('%s', (_sentence, overrides, purpose, held, expected) => {
    expect(outcomeOf(() => decideIssueApiKey({ ...base, ...overrides, purpose }, held, now))).toBe(expected);
  });

  it('an event key has a product and no scopes; an API key the other way round', () => {
    expect(decideIssueApiKey({ ...base, purpose: events }, [], now).next).toMatchObject({
      product: 'Backlog',
      scopes: [],
    });
    const twice: ApiKeyPurpose = { kind: 'admin-api', scopes: ['members:read', 'members:read'] };
    expect(decideIssueApiKey({ ...base, purpose: twice }, ['members:read'], now).next).toMatchObject({
      product: null,
      scopes: ['members:read'],
    });
  });

  it('revoking twice is revoking once', () => {
    const { next: key } = decideIssueApiKey({ ...base, purpose: events }, [], earlier);
    const first = decideRevokeApiKey(key, now);
    expect(first.next.revokedAt).toEqual(now);
    expect(decideRevokeApiKey(first.next, new Date()).events).toEqual([]);
  });
});
