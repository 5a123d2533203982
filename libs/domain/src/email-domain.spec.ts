import { describe, expect, it } from 'vitest';
import {
  decideAddDomain,
  decideRemoveDomain,
  decideVerification,
  domainOf,
  type EmailDomainState,
  parseDomainName,
  verificationRecord,
} from './email-domain.ts';
import { earlier, emailDomain, now, outcomeOf } from './testing/samples.ts';

const right = verificationRecord(emailDomain());

describe('what a DNS answer means', () => {
  it.each<[string, EmailDomainState, readonly string[] | null, EmailDomainState, string[]]>([
    ['pending, the record is there', 'pending', [right], 'verified', ['domain.verified']],
    ['pending, the record is there among others', 'pending', ['v=spf1 -all', right], 'verified', ['domain.verified']],
    ['pending, the record has blanks around it', 'pending', [` ${right} `], 'verified', ['domain.verified']],
    ['pending, another challenge', 'pending', [`${right}x`], 'pending', []],
    ['pending, nothing', 'pending', [], 'pending', []],
    ['pending, nobody could say', 'pending', null, 'pending', []],
    ['verified, still there', 'verified', [right], 'verified', []],
    ['verified, gone', 'verified', ['v=spf1 -all'], 'lapsed', ['domain.lapsed']],
    ['verified, nobody could say: nothing is proven either way', 'verified', null, 'verified', []],
    ['lapsed, back again', 'lapsed', [right], 'verified', ['domain.verified']],
    ['lapsed, still gone', 'lapsed', [], 'lapsed', []],
  ])('%s', (_sentence, state, records, expected, events) => {
    const decision = decideVerification(emailDomain({ state }), records, now);
    expect(decision.next).toMatchObject({ state: expected, checkedAt: now });
    expect(decision.events.map((event) => event.type)).toEqual(events);
  });

  it('remembers when it was first proven', () => {
    expect(decideVerification(emailDomain(), [right], now).next.verifiedAt).toEqual(earlier);
    expect(
      decideVerification(emailDomain({ verifiedAt: null, state: 'pending' }), [right], now).next.verifiedAt,
    ).toEqual(now);
  });
});

describe('parseDomainName', () => {
  it.each([
    ['example.co.jp', 'example.co.jp'],
    ['Example.CO.jp', 'example.co.jp'],
    [' example.com ', 'example.com'],
    ['@example.com', 'example.com'],
    ['example.com.', 'example.com'],
    ['日本語.jp', 'xn--wgv71a119e.jp'],
    ['ｅｘａｍｐｌｅ.com', 'example.com'],
    ['a-b.example.xn--q9jyb4c', 'a-b.example.xn--q9jyb4c'],
  ])('%s is %s', (text, expected) => {
    expect(parseDomainName(text)).toBe(expected);
  });

  it.each([
    '',
    'localhost',
    'jp',
    'example',
    'taro@example.com',
    'https://example.com',
    'example.com/path',
    'example.com:25',
    '192.0.2.1',
    '0x7f.1',
    '[2001:db8::1]',
    'exa mple.com',
    '-a.example.com',
    'a-.example.com',
    'a..example.com',
    '.example.com',
    '*.example.com',
    '_dmarc.example.com',
    `${'a'.repeat(64)}.com`,
    `${'abc.'.repeat(64)}com`,
  ])('%j is refused', (text) => {
    expect(outcomeOf(() => parseDomainName(text))).toBe('domain.invalid');
  });
});

it.each([
  ['taro@example.co.jp', 'example.co.jp'],
  ['Taro@Example.CO.JP', 'example.co.jp'],
  ['"a@b"@example.com', 'example.com'],
  ['@example.com', null],
  ['taro@', null],
  ['taro', null],
])('the domain of %s is %s', (email, expected) => {
  expect(domainOf(email)).toBe(expected);
});

it('a new domain is unproven, and one in use stays', () => {
  const { next } = decideAddDomain({ organisationId: 'org_a', name: 'New.Example', challenge: 'c' });
  expect(next).toMatchObject({ name: 'new.example', state: 'pending', verifiedAt: null });
  expect(outcomeOf(() => decideRemoveDomain(emailDomain(), 1))).toBe('domain.has-accounts');
  expect(outcomeOf(() => decideRemoveDomain(emailDomain(), 0))).toBe('accepted');
});
