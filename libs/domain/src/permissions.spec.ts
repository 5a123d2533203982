import { describe, expect, it } from 'vitest';
import { assertScopesHeld, type Permission, parsePermission, permissions, permissionsOf } from './permissions.ts';
import { member, outcomeOf } from './testing/samples.ts';

const auditLog: readonly Permission[] = ['audit-log:read', 'audit-log:write', 'forwarding:read', 'forwarding:write'];
const allButAuditLog = permissions.filter((permission) => !auditLog.includes(permission));

describe('permissionsOf', () => {
  it.each([
    ['the contract owner administers everything, and reads no log', { role: 'owner' }, allButAuditLog],
    ['so does an administrator', { role: 'administrator' }, allButAuditLog],
    ['a member may do nothing', { role: 'member' }, []],
    ['nor may a guest', { role: 'guest' }, []],
    [
      'an IdP administrator manages connections and nothing else',
      { role: 'member', privileges: ['idp-administrator'] },
      ['connections:read', 'connections:write'],
    ],
    [
      'an audit log administrator reads the log, saves searches, says where it goes, and nothing else',
      { role: 'guest', privileges: ['audit-log-administrator'] },
      auditLog,
    ],
    ['an inviter has no right in this API yet', { role: 'member', privileges: ['inviter'] }, []],
    ['rights add up', { role: 'administrator', privileges: ['audit-log-administrator'] }, permissions],
    ['a deactivated owner may do nothing', { role: 'owner', state: 'deactivated' }, []],
    ['nor may a deleted one', { role: 'owner', state: 'deleted', privileges: ['audit-log-administrator'] }, []],
  ] as const)('%s', (_sentence, given, expected) => {
    expect(permissionsOf(member(given))).toEqual(expected);
  });
});

describe('assertScopesHeld', () => {
  it.each<[string, Permission[], readonly Permission[], string]>([
    ['a subset of what the issuer holds', ['members:read'], allButAuditLog, 'accepted'],
    ['exactly what the issuer holds', ['audit-log:read'], ['audit-log:read'], 'accepted'],
    ['one right more', ['members:read', 'audit-log:read'], allButAuditLog, 'api-key.scope-not-held'],
    ['anything, from an issuer who holds nothing', ['members:read'], [], 'api-key.scope-not-held'],
  ])('%s', (_sentence, wanted, held, expected) => {
    expect(outcomeOf(() => assertScopesHeld(wanted, held))).toBe(expected);
  });
});

it('reads back every permission it knows, and no other', () => {
  expect(permissions.map(parsePermission)).toEqual(permissions);
  expect(parsePermission('members:everything')).toBeNull();
  expect(parsePermission('')).toBeNull();
});
