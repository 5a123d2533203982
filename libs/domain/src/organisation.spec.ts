import { describe, expect, it } from 'vitest';
import {
  decideChangeOrganisation,
  decideCreateOrganisation,
  decideSetEmailDomainRule,
  type Organisation,
} from './organisation.ts';
import { now, organisation, outcomeOf } from './testing/samples.ts';

const wanted = {
  id: 'org_b',
  name: ' 株式会社カワ ',
  timeZone: 'Asia/Tokyo',
  defaultLanguage: 'ja',
  emailDomainRule: 'verified',
} as const;

describe('organisations', () => {
  it('is made by its trimmed name', () => {
    const { next, events } = decideCreateOrganisation(wanted, now);
    expect(next).toMatchObject({ name: '株式会社カワ', createdAt: now, deletedAt: null });
    expect(events).toEqual([{ type: 'organisation.created', name: '株式会社カワ' }]);
  });

  it.each([
    ['no name', { name: ' ' }, 'organisation.name-missing'],
    ['a time zone that is none', { timeZone: 'Asia/Kyoto' }, 'organisation.time-zone-unknown'],
    ['a bare offset', { timeZone: '+09:00' }, 'organisation.time-zone-unknown'],
    ['no time zone', { timeZone: '' }, 'organisation.time-zone-unknown'],
    ['UTC', { timeZone: 'UTC' }, 'accepted'],
  ])('%s', (_sentence, overrides, expected) => {
    expect(outcomeOf(() => decideCreateOrganisation({ ...wanted, ...overrides }, now))).toBe(expected);
  });

  it.each<[string, Parameters<typeof decideChangeOrganisation>[1], string[]]>([
    ['nothing', {}, []],
    ['the same', { name: organisation.name, timeZone: 'Asia/Tokyo', defaultLanguage: 'ja' }, []],
    ['all', { name: '改名', timeZone: 'UTC', defaultLanguage: 'en' }, ['name', 'timeZone', 'defaultLanguage']],
  ])('changing %s', (_sentence, change, expected) => {
    const { events } = decideChangeOrganisation(organisation, change);
    expect(events.flatMap((event) => (event.type === 'organisation.settings-changed' ? event.changed : []))).toEqual(
      expected,
    );
  });

  it.each<[string, Organisation['emailDomainRule'], number, string]>([
    ['waiving the rule while nobody is there', 'waived', 0, 'accepted'],
    ['waiving the rule with accounts there', 'waived', 1, 'organisation.has-managed-accounts'],
    ['the rule that is there already, with accounts', 'verified', 1, 'accepted'],
  ])('%s', (_sentence, rule, accounts, expected) => {
    expect(outcomeOf(() => decideSetEmailDomainRule(organisation, rule, accounts))).toBe(expected);
  });
});
