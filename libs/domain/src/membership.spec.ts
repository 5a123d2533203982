import { describe, expect, it } from 'vitest';
import type { Member } from './account.ts';
import type { Actor } from './events.ts';
import type { ManagedAccountChange } from './managed-account.ts';
import { decideAddMember, decideChangeMember, decideRemoveMember, endsSessions } from './membership.ts';
import { permissions } from './permissions.ts';
import { assertMayTakeOver } from './privilege-grants.ts';
import { actor, emailDomain, member, now, organisation, outcomeOf } from './testing/samples.ts';

const holders = { administrators: 3, auditLogAdministrators: 3 };
const domains = [emailDomain()];
const auditor = { privileges: ['audit-log-administrator'] } as const;

function apiKey(...scopes: (typeof permissions)[number][]): Actor {
  return { kind: 'api-key', keyId: 'k', name: 'key', permissions: scopes, ipAddress: null, userAgent: null };
}

describe('what an administrator may change', () => {
  it.each<[string, Actor, Partial<Member>, ManagedAccountChange, string]>([
    ['an administrator makes an administrator', actor(), {}, { role: 'administrator' }, 'accepted'],
    ['an administrator makes an IdP administrator', actor(), {}, { privileges: ['idp-administrator'] }, 'accepted'],
    ['an administrator opens the audit log to somebody', actor(), {}, auditor, 'privilege.holder-required'],
    ['an administrator closes it to somebody', actor(), auditor, { privileges: [] }, 'privilege.holder-required'],
    ['an audit log administrator opens it', actor(auditor), {}, auditor, 'accepted'],
    ['an audit log administrator closes it', actor(auditor), auditor, { privileges: [] }, 'accepted'],
    [
      'an administrator changes other things about one',
      actor(),
      auditor,
      { name: '改名', privileges: auditor.privileges },
      'accepted',
    ],
    ['a key that reads the log opens it', apiKey(...permissions), {}, auditor, 'privilege.holder-required'],
    ['a key of members only renames somebody', apiKey('members:write'), {}, { name: '改名' }, 'accepted'],
    [
      'a key of members only makes an administrator',
      apiKey('members:write'),
      {},
      { role: 'administrator' },
      'role.not-permitted',
    ],
    [
      'a key of members only makes an IdP administrator',
      apiKey('members:write'),
      {},
      { privileges: ['idp-administrator'] },
      'role.not-permitted',
    ],
    [
      'a key of members only demotes an administrator',
      apiKey('members:write'),
      { role: 'administrator' },
      { role: 'member' },
      'accepted',
    ],
    [
      "a key of members only moves an administrator's address",
      apiKey('members:write'),
      { role: 'administrator' },
      { email: 'x@example.co.jp' },
      'role.not-permitted',
    ],
    [
      "an administrator moves a reader of the log's address",
      actor(),
      auditor,
      { email: 'x@example.co.jp' },
      'role.not-permitted',
    ],
    ["an administrator moves a member's address", actor(), {}, { email: 'x@example.co.jp' }, 'accepted'],
    [
      'an administrator changes the role of a personal account',
      actor(),
      { kind: 'personal' },
      { role: 'administrator' },
      'accepted',
    ],
    [
      'an administrator renames a personal account',
      actor(),
      { kind: 'personal' },
      { name: '改名' },
      'account.personal',
    ],
    [
      'an administrator deactivates a personal account',
      actor(),
      { kind: 'personal' },
      { active: false },
      'account.personal',
    ],
    [
      'an administrator makes a personal account the owner',
      actor(),
      { kind: 'personal' },
      { role: 'owner' },
      'role.not-permitted',
    ],
    [
      'an administrator demotes the owner',
      actor(),
      { kind: 'personal', role: 'owner' },
      { role: 'member' },
      'role.owner-immutable',
    ],
    [
      'an administrator gives a time zone that is none',
      actor(),
      {},
      { timeZone: 'Asia/Kyoto' },
      'organisation.time-zone-unknown',
    ],
    ['an administrator deactivates an audit log administrator', actor(), auditor, { active: false }, 'accepted'],
  ])('%s', (_sentence, by, before, change, expected) => {
    const facts = { organisation, domains, before: member(before), holders, actor: by };
    expect(outcomeOf(() => decideChangeMember(facts, change, now))).toBe(expected);
  });
});

describe('whom a new account may be', () => {
  it.each<[string, Actor, Member['role'], string]>([
    ['an administrator adds an administrator', actor(), 'administrator', 'accepted'],
    ['an administrator adds an owner', actor(), 'owner', 'role.not-permitted'],
    ['a key of members only adds a member', apiKey('members:write'), 'member', 'accepted'],
    ['a key of members only adds an administrator', apiKey('members:write'), 'administrator', 'role.not-permitted'],
  ])('%s', (_sentence, by, role, expected) => {
    const wanted = { id: 'b', email: 'b@example.co.jp', name: '花子', role, state: 'invited' as const };
    expect(outcomeOf(() => decideAddMember({ organisation, domains, actor: by }, wanted, now))).toBe(expected);
  });
});

describe('removing', () => {
  it('deletes a managed account', () => {
    const { next, events } = decideRemoveMember({ organisation, before: member(), holders }, now);
    expect(next.state).toBe('deleted');
    expect(events.map((event) => event.type)).toEqual(['account.deleted']);
  });

  it('takes a personal account out and leaves it as it is', () => {
    const before = member({ kind: 'personal' });
    const { next, events } = decideRemoveMember({ organisation, before, holders }, now);
    expect(next).toEqual(before);
    expect(events.map((event) => event.type)).toEqual(['membership.ended']);
  });

  it('does neither to the contract owner', () => {
    const before = member({ kind: 'personal', role: 'owner' });
    expect(outcomeOf(() => decideRemoveMember({ organisation, before, holders }, now))).toBe('role.owner-immutable');
  });
});

describe('who may be handed the way into an account', () => {
  it.each<[string, Actor, Partial<Member>, string]>([
    ["an administrator: a member's", actor(), {}, 'accepted'],
    ["an administrator: another administrator's", actor(), { role: 'administrator' }, 'accepted'],
    ["an administrator: a reader of the log's", actor(), auditor, 'role.not-permitted'],
    [
      'an administrator: that of one who was deactivated, who may come back',
      actor(),
      { ...auditor, state: 'deactivated' },
      'role.not-permitted',
    ],
    ["who reads the log too: a reader of the log's", actor(auditor), auditor, 'accepted'],
    [
      "a key of members only: an administrator's",
      apiKey('members:write'),
      { role: 'administrator' },
      'role.not-permitted',
    ],
    ["a key of members only: a member's", apiKey('members:write'), {}, 'accepted'],
    [
      "an identity provider: an administrator's",
      { kind: 'provisioning', connectionId: 'c' },
      { role: 'administrator' },
      'role.not-permitted',
    ],
    [
      "somebody unknown: an administrator's",
      { kind: 'anonymous', ipAddress: null, userAgent: null },
      { role: 'administrator' },
      'role.not-permitted',
    ],
    ["the operator: a reader of the log's", { kind: 'operator' }, auditor, 'accepted'],
  ])('%s', (_sentence, by, target, expected) => {
    expect(outcomeOf(() => assertMayTakeOver(by, member(target)))).toBe(expected);
  });
});

describe('no session outlives the right it was started with', () => {
  it.each<[string, Partial<Member>, Partial<Member>, boolean]>([
    ['deactivated', {}, { state: 'deactivated' }, true],
    ['deleted', {}, { state: 'deleted' }, true],
    ['demoted', { role: 'administrator' }, { role: 'member' }, true],
    ['deprived of the log', auditor, { privileges: [] }, true],
    ['promoted', {}, { role: 'administrator' }, false],
    ['renamed', {}, { name: '改名' }, false],
    ['from member to guest: no right lost', {}, { role: 'guest' }, false],
  ])('%s', (_sentence, before, after, expected) => {
    expect(endsSessions(member(before), { ...member(before), ...after })).toBe(expected);
  });
});
