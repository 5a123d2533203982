import { describe, expect, it } from 'vitest';
import {
  type Connection,
  type ConnectionToken,
  decideChangeConnection,
  decideCreateConnection,
  decideDeleteConnection,
  decideIssueToken,
  decideRevokeToken,
  isTokenValid,
} from './connection.ts';
import { earlier, now, outcomeOf } from './testing/samples.ts';

const connection: Connection = {
  id: 'c',
  organisationId: 'org_a',
  providerId: 'okta',
  name: 'Okta',
  state: 'enabled',
  createdAt: earlier,
  updatedAt: earlier,
};
const later = new Date(now.getTime() + 1);

function token(overrides: Partial<ConnectionToken> = {}): ConnectionToken {
  return {
    id: 't',
    connectionId: 'c',
    hint: '…abcd',
    createdAt: earlier,
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
    ...overrides,
  };
}

describe('whether a token opens its connection', () => {
  it.each([
    ['without an end', {}, true],
    ['ends in a moment', { expiresAt: later }, true],
    ['ends now', { expiresAt: now }, false],
    ['ended', { expiresAt: earlier }, false],
    ['revoked', { revokedAt: earlier }, false],
    ['revoked, with an end to come', { revokedAt: earlier, expiresAt: later }, false],
  ])('%s', (_sentence, overrides, expected) => {
    expect(isTokenValid(token(overrides), now)).toBe(expected);
  });
});

describe('issuing a token', () => {
  it.each([
    ['the first', [], null, 'accepted'],
    ['a successor', [token()], null, 'accepted'],
    ['a third', [token(), token()], null, 'token.limit-reached'],
    ['a third, when one is revoked', [token(), token({ revokedAt: earlier })], null, 'accepted'],
    ['a third, when one has expired', [token(), token({ expiresAt: earlier })], null, 'accepted'],
    ['that ends later', [], later, 'accepted'],
    ['that has ended already', [], earlier, 'token.expiry-past'],
    ['that ends now', [], now, 'token.expiry-past'],
  ] as const)('%s', (_sentence, existing, expiresAt, expected) => {
    expect(outcomeOf(() => decideIssueToken(connection, existing, { id: 'n', hint: '…', expiresAt }, now))).toBe(
      expected,
    );
  });

  it('revoking twice is revoking once', () => {
    const first = decideRevokeToken(connection, token(), now);
    expect(first.next.revokedAt).toEqual(now);
    expect(first.events).toEqual([{ type: 'token.revoked', connectionName: 'Okta', hint: '…abcd' }]);
    expect(decideRevokeToken(connection, first.next, later)).toEqual({ next: first.next, events: [] });
  });
});

describe('connections', () => {
  const wanted = { id: 'c', organisationId: 'org_a', providerId: 'okta', name: ' Okta ' };

  it('is made enabled, by its trimmed name', () => {
    const { next, events } = decideCreateConnection(wanted, 'Okta', now);
    expect(next).toMatchObject({ name: 'Okta', state: 'enabled', createdAt: now });
    expect(events).toEqual([{ type: 'connection.created', connectionName: 'Okta', providerName: 'Okta' }]);
  });

  it.each([
    ['a provider without a plugin', { ...wanted }, null, 'connection.unknown-provider'],
    ['no name', { ...wanted, name: ' ' }, 'Okta', 'connection.name-missing'],
  ])('refused: %s', (_sentence, given, providerName, expected) => {
    expect(outcomeOf(() => decideCreateConnection(given, providerName, now))).toBe(expected);
  });

  it.each([
    ['nothing', {}, []],
    ['the same', { name: 'Okta', state: 'enabled' as const }, []],
    ['its name', { name: 'Okta 本番' }, ['name (Okta 本番)']],
    ['its state', { state: 'disabled' as const }, ['state (disabled)']],
  ])('changing %s', (_sentence, change, expected) => {
    const { events } = decideChangeConnection(connection, change, now);
    expect(events.flatMap((event) => (event.type === 'connection.updated' ? event.changed : []))).toEqual(expected);
  });

  it.each([
    ['nobody', { users: 0, groups: 0 }, 'accepted'],
    ['an account', { users: 1, groups: 0 }, 'connection.in-use'],
    ['a group', { users: 0, groups: 1 }, 'connection.in-use'],
  ])('deleting one that provisions %s', (_sentence, usage, expected) => {
    expect(outcomeOf(() => decideDeleteConnection(connection, usage))).toBe(expected);
  });
});
