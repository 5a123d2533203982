import { describe, expect, it } from 'vitest';
import type { Member } from './account.ts';
import type { EmailDomain } from './email-domain.ts';
import {
  decideChangeManagedAccount,
  decideCreateManagedAccount,
  decideDeleteManagedAccount,
  type ManagedAccountChange,
  type NewManagedAccount,
} from './managed-account.ts';
import type { Organisation } from './organisation.ts';
import { emailDomain, member, now, organisation, outcomeOf } from './testing/samples.ts';

const holders = { administrators: 3, auditLogAdministrators: 3 };
const waived: Organisation = { ...organisation, emailDomainRule: 'waived' };
const newAccount: NewManagedAccount = {
  id: 'b',
  email: 'hanako@example.co.jp',
  name: '源 花子',
  role: 'member',
  state: 'invited',
};

describe('creating a managed account', () => {
  it.each<[string, Organisation, readonly EmailDomain[], Partial<NewManagedAccount>, string]>([
    ['on a verified domain', organisation, [emailDomain()], {}, 'accepted'],
    ['whatever the case of the domain', organisation, [emailDomain()], { email: 'Hanako@EXAMPLE.co.jp' }, 'accepted'],
    [
      'on a domain that is not proven yet',
      organisation,
      [emailDomain({ state: 'pending' })],
      {},
      'account.email-domain-unverified',
    ],
    [
      'on a domain whose record has gone',
      organisation,
      [emailDomain({ state: 'lapsed' })],
      {},
      'account.email-domain-unverified',
    ],
    [
      'on a subdomain of a verified domain',
      organisation,
      [emailDomain()],
      { email: 'a@sub.example.co.jp' },
      'account.email-domain-unverified',
    ],
    [
      'on a look-alike domain',
      organisation,
      [emailDomain()],
      { email: 'a@exаmple.co.jp' },
      'account.email-domain-unverified',
    ],
    [
      'on a domain that only ends the same',
      organisation,
      [emailDomain()],
      { email: 'a@notexample.co.jp' },
      'account.email-domain-unverified',
    ],
    ['without an address', organisation, [emailDomain()], { email: null }, 'account.email-missing'],
    [
      'with an address that is none',
      organisation,
      [emailDomain()],
      { email: '@example.co.jp' },
      'account.email-missing',
    ],
    ['without a name', organisation, [emailDomain()], { name: ' \u3000 ' }, 'account.name-missing'],
    ['as a second contract owner', organisation, [emailDomain()], { role: 'owner' }, 'role.not-permitted'],
    ['anywhere, where the rule is waived', waived, [], { email: 'a@elsewhere.example' }, 'accepted'],
    ['without an address, where the rule is waived', waived, [], { email: null }, 'accepted'],
  ])('%s', (_sentence, where, domains, wanted, expected) => {
    expect(outcomeOf(() => decideCreateManagedAccount(where, domains, { ...newAccount, ...wanted }, now))).toBe(
      expected,
    );
  });

  it('belongs to the organisation, in its language and time zone unless told otherwise', () => {
    const { next, events } = decideCreateManagedAccount(organisation, [emailDomain()], newAccount, now);
    expect(next).toMatchObject({
      kind: 'managed',
      managedBy: organisation.id,
      organisationId: organisation.id,
      language: 'ja',
      timeZone: 'Asia/Tokyo',
      privileges: [],
      createdAt: now,
      updatedAt: now,
    });
    expect(events).toEqual([{ type: 'account.created', member: next }]);
  });
});

describe('changing a managed account', () => {
  const change = (before: Partial<Member>, wanted: ManagedAccountChange) =>
    decideChangeManagedAccount(organisation, [emailDomain()], member(before), wanted, holders, now);

  it.each<[string, Partial<Member>, ManagedAccountChange, string[]]>([
    ['nothing', {}, {}, []],
    ['the same name again', {}, { name: '源 太郎' }, []],
    ['another name', {}, { name: '源 次郎' }, ['account.updated']],
    ['an address that differs in case only', {}, { email: 'Taro@example.co.jp' }, ['account.updated']],
    ['the role', {}, { role: 'administrator' }, ['account.role-changed']],
    ['a privilege more', {}, { privileges: ['inviter'] }, ['account.privilege-changed']],
    [
      'the same privileges in another order',
      { privileges: ['inviter', 'idp-administrator'] },
      { privileges: ['idp-administrator', 'inviter'] },
      [],
    ],
    [
      'a privilege for another',
      { privileges: ['inviter'] },
      { privileges: ['idp-administrator'] },
      ['account.privilege-changed', 'account.privilege-changed'],
    ],
    ['off', {}, { active: false }, ['account.deactivated']],
    ['off, again', { state: 'deactivated' }, { active: false }, []],
    ['on', { state: 'deactivated' }, { active: true }, ['account.activated']],
    ['on, again', {}, { active: true }, []],
    ['on, while invited: the invitation stands', { state: 'invited' }, { active: true }, []],
    ['on, after deletion: revived', { state: 'deleted' }, { active: true }, ['account.activated']],
    [
      'off and another name at once',
      {},
      { active: false, name: '源 次郎' },
      ['account.updated', 'account.deactivated'],
    ],
  ])('%s', (_sentence, before, wanted, expected) => {
    const decision = change(before, wanted);
    expect(decision.events.map((event) => event.type)).toEqual(expected);
    expect(decision.next.updatedAt).toEqual(expected.length === 0 ? member(before).updatedAt : now);
  });

  it.each<[string, Partial<Member>, ManagedAccountChange, string]>([
    ['an address on a foreign domain', {}, { email: 'a@elsewhere.example' }, 'account.email-domain-unverified'],
    ['no address any more', {}, { email: null }, 'account.email-missing'],
    ['an empty name', {}, { name: ' ' }, 'account.name-missing'],
    ['to contract owner', { role: 'administrator' }, { role: 'owner' }, 'role.not-permitted'],
    ["a person's own account", { kind: 'personal' }, { name: '改名' }, 'account.personal'],
    ["another organisation's account", { managedBy: 'org_b' }, { name: '改名' }, 'account.personal'],
  ])('refused: %s', (_sentence, before, wanted, expected) => {
    expect(outcomeOf(() => change(before, wanted))).toBe(expected);
  });

  it('nobody is locked out when the domain lapses: everything but a new address still works', () => {
    const lapsed = [emailDomain({ state: 'lapsed' })];
    const decide = (wanted: ManagedAccountChange) => () =>
      decideChangeManagedAccount(organisation, lapsed, member(), wanted, holders, now);
    expect(outcomeOf(decide({ name: '改名' }))).toBe('accepted');
    expect(outcomeOf(decide({ email: 'TARO@example.co.jp' }))).toBe('accepted');
    expect(outcomeOf(decide({ email: 'jiro@example.co.jp' }))).toBe('account.email-domain-unverified');
  });
});

it('deleting keeps the row, in the state that starts erasure', () => {
  const { next, events } = decideDeleteManagedAccount(organisation, member(), holders, now);
  expect(next).toEqual({ ...member(), state: 'deleted', updatedAt: now });
  expect(events).toEqual([{ type: 'account.deleted', member: next }]);
});
