import { describe, expect, it } from 'vitest';
import { foldResource } from '../fold/fold-resource.ts';
import { userType } from '../schema/resource-type.ts';
import { urns } from '../schema/urns.ts';
import { compareCodePoints, matches } from './matches.ts';
import { parseFilter } from './parse-filter.ts';

const jensen = foldResource(userType, {
  id: 'Id-1',
  userName: 'BJensen@example.com',
  externalId: 'Ext-A',
  nickName: '',
  title: '部長',
  active: true,
  emails: [
    { value: 'b@work.example', type: 'work' },
    { value: 'b@home.example', type: 'home', primary: true },
  ],
  shoeSize: 27.5,
  tags: ['Red', 'Blue'],
  [urns.enterpriseUser]: { department: 'R&D', manager: { value: 'M-1' } },
  meta: { created: '2020-01-01T00:00:00Z', lastModified: '2020-01-02T00:00:00+09:00' },
});

describe('matches', () => {
  it.each([
    ['case does not matter where the schema says so', 'userName eq "bjensen@EXAMPLE.com"', true],
    ['and matters where it does', 'externalId eq "ext-a"', false],
    ['both conditions bind to one element', 'emails[type eq "work" and value co "@home"]', false],
    ['and do when one satisfies both', 'emails[type eq "home" and value co "@home"]', true],
    ["a part behind brackets is the same element's", 'emails[type eq "work"].value ew "home.example"', false],
    ['without brackets any element does', 'emails.type eq "work" and emails.value co "@home"', true],
    ['not inside brackets', 'emails[not (type eq "work")]', true],
    ['ne is the negation of eq over all values', 'emails.type ne "work"', false],
    ['ne holds for what is absent', 'userType ne "x"', true],
    ['an empty string is not present', 'nickName pr', false],
    ["nor is it equal to null's opposite", 'nickName ne null', false],
    ['absence', 'nickName eq null', true],
    ['false is a value', 'active pr', true],
    ['booleans', 'active eq false', false],
    ['dates compare as instants', 'meta.lastModified eq "2020-01-01T15:00:00Z"', true],
    ['dates in order', 'meta.created lt "2020-01-01T00:00:00.001Z"', true],
    ['an absent value is in no order', 'userType gt ""', false],
    ['numbers', 'shoeSize gt 27', true],
    ['a number is no string', 'shoeSize eq "27.5"', false],
    ['values of a list', 'tags eq "BLUE"', true],
    ['an extension', `${urns.enterpriseUser}:department eq "r&d"`, true],
    ["a part of an extension's part", `${urns.enterpriseUser}:manager.value eq "m-1"`, true],
    ['schemas', `schemas eq "${urns.enterpriseUser}"`, true],
    ['a complex attribute that is there', 'emails pr', true],
    ['what no object has of itself', 'toString pr', false],
  ])('%s', (_rule, text, expected) => {
    expect(matches(parseFilter(userType, text), jensen)).toBe(expected);
  });
});

describe('compareCodePoints', () => {
  it.each([
    ['a', 'b', -1],
    ['b', 'a', 1],
    ['a', 'a', 0],
    ['a', 'ab', -1],
    ['\uffee', '😀', -1],
    ['😀', '😁', -1],
    ['😀a', '😀', 1],
    ['', '', 0],
  ])("orders %j and %j as PostgreSQL's C collation does", (a, b, sign) => {
    expect(Math.sign(compareCodePoints(a, b))).toBe(sign);
    expect(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)))).toBe(sign);
  });
});
