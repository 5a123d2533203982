import { describe, expect, it } from 'vitest';
import type { Member } from './account.ts';
import { assertRolesStayHeld } from './role-safety.ts';
import { member, outcomeOf } from './testing/samples.ts';

const several = { administrators: 2, auditLogAdministrators: 2 };
const last = { administrators: 1, auditLogAdministrators: 1 };
const auditor = { privileges: ['audit-log-administrator'] } as const;

describe('assertRolesStayHeld', () => {
  it.each<[string, Partial<Member>, Partial<Member> | null, typeof several, string]>([
    ['the owner is deleted', { role: 'owner' }, null, several, 'role.owner-immutable'],
    ['the owner is demoted', { role: 'owner' }, { role: 'administrator' }, several, 'role.owner-immutable'],
    ['the owner is deactivated', { role: 'owner' }, { state: 'deactivated' }, several, 'role.owner-immutable'],
    ['the owner is renamed', { role: 'owner' }, { name: '改名' }, last, 'accepted'],
    ['one of two administrators is demoted', { role: 'administrator' }, { role: 'member' }, several, 'accepted'],
    [
      'the last administrator is demoted',
      { role: 'administrator' },
      { role: 'member' },
      last,
      'role.last-administrator',
    ],
    [
      'the last administrator is deactivated',
      { role: 'administrator' },
      { state: 'deactivated' },
      last,
      'role.last-administrator',
    ],
    ['the last administrator is deleted', { role: 'administrator' }, null, last, 'role.last-administrator'],
    ['the last administrator is renamed', { role: 'administrator' }, { name: '改名' }, last, 'accepted'],
    [
      'a deactivated administrator is deleted: it held nothing',
      { role: 'administrator', state: 'deactivated' },
      null,
      last,
      'accepted',
    ],
    [
      'the last audit log administrator loses the privilege',
      auditor,
      { privileges: [] },
      last,
      'role.last-audit-log-administrator',
    ],
    [
      'the last audit log administrator is deactivated',
      auditor,
      { state: 'deactivated' },
      last,
      'role.last-audit-log-administrator',
    ],
    ['the last audit log administrator is deleted', auditor, null, last, 'role.last-audit-log-administrator'],
    ['one of two audit log administrators is deleted', auditor, null, several, 'accepted'],
    ['a plain member is deleted', {}, null, last, 'accepted'],
  ])('%s', (_sentence, before, after, holders, expected) => {
    const state = member(before);
    const next = after === null ? null : { ...state, ...after };
    expect(outcomeOf(() => assertRolesStayHeld(state, next, holders))).toBe(expected);
  });
});
