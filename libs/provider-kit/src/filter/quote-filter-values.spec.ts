import { describe, expect, it } from 'vitest';
import { quoteFilterValues } from './quote-filter-values.ts';

describe('quoteFilterValues', () => {
  it.each([
    ['externalId eq jyoung', 'externalId eq "jyoung"'],
    ['userName eq hanako.sato@example.co.jp', 'userName eq "hanako.sato@example.co.jp"'],
    ['displayName eq 営業 第一部', 'displayName eq "営業 第一部"'],
    ['externalId eq 0042 and active eq True', 'externalId eq "0042" and active eq true'],
    ['externalId eq 42', 'externalId eq "42"'],
    ['(userName eq a) or not (userName eq b)', '(userName eq "a") or not (userName eq "b")'],
    ['emails[type eq work].value eq a@b.jp', 'emails[type eq "work"].value eq "a@b.jp"'],
    ['active eq "False"', 'active eq false'],
    ['roles[primary eq "True"]', 'roles[primary eq true]'],
    ['meta.lastModified gt 2011-05-13T04:42:34Z', 'meta.lastModified gt "2011-05-13T04:42:34Z"'],
  ])('%s → %s', (from, to) => {
    expect(quoteFilterValues(from)).toBe(to);
    expect(quoteFilterValues(to)).toBe(to);
  });

  it.each([
    'userName eq "a eq b and c"',
    'userName eq "with \\" quote eq x"',
    'userName Eq "x" AND title pr',
    'title pr and userType eq "Employee"',
    'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp"]',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.displayName co "x"',
    'title eq null',
    'active eq true',
    'x eq -1.5e3',
    '',
    'userName eq',
    'userName eq ',
    'eq eq',
    'userName eq "unclosed',
    '((((',
    ')]',
  ])('%s stays', (filter) => {
    expect(quoteFilterValues(filter)).toBe(filter);
  });

  it('does not slow down on quotes that never close', () => {
    const started = performance.now();
    quoteFilterValues(`userName eq ${'"\\'.repeat(4_000)}`);
    quoteFilterValues('"'.repeat(1_000_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
