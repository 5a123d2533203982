import { describe, expect, it } from 'vitest';
import { userType } from '../schema/resource-type.ts';
import { urns } from '../schema/urns.ts';
import { normaliseDateTime } from './date-time.ts';
import { foldResource } from './fold-resource.ts';
import { foldString } from './fold-string.ts';

describe('foldResource', () => {
  it('folds what has no case, keeps what has, and drops what is empty', () => {
    const folded = foldResource(userType, {
      id: 'ID-1',
      userName: 'Bjensen@Example.COM',
      externalId: 'Ext-A',
      title: '',
      name: { familyName: 'JOSE\u0301', givenName: '' },
      emails: [{ value: 'A@B', type: 'Work', primary: true }, { value: '' }],
      active: false,
      Custom: { Colour: 'RED' },
      [urns.enterpriseUser.toLowerCase()]: { department: 'R&D' },
      meta: { lastModified: '2011-05-13T04:42:34+09:00', version: 'W/"3"' },
    });
    expect(folded).toEqual({
      schemas: [urns.user.toLowerCase(), urns.enterpriseUser.toLowerCase()],
      id: 'ID-1',
      userName: 'bjensen@example.com',
      externalId: 'Ext-A',
      name: { familyName: 'jos\u00e9' },
      emails: [{ value: 'a@b', type: 'work', primary: true }],
      active: false,
      custom: { colour: 'red' },
      [urns.enterpriseUser]: { department: 'r&d' },
      meta: { lastModified: '2011-05-12T19:42:34.000Z', version: 'W/"3"' },
    });
  });
});

describe('foldString', () => {
  it.each([
    ['case', 'ABC', 'abc', true],
    ['composition', 'e\u0301', '\u00e9', true],
    ['width: different people to an IdP', 'ﾀﾛｳ', 'タロウ', false],
  ])('looks past %s as told', (_what, a, b, same) => {
    expect(foldString(a) === foldString(b)).toBe(same);
  });
});

describe('normaliseDateTime', () => {
  it.each([
    ['2011-05-13T04:42:34Z', '2011-05-13T04:42:34.000Z'],
    ['2011-05-13T04:42:34z', '2011-05-13T04:42:34.000Z'],
    ['2011-05-13T04:42:34.1239Z', '2011-05-13T04:42:34.123Z'],
    ['2011-05-13T04:42:34.5', '2011-05-13T04:42:34.500Z'],
    ['2011-05-13T04:42:34-07:30', '2011-05-13T12:12:34.000Z'],
    ['2024-02-29T00:00:00+09:00', '2024-02-28T15:00:00.000Z'],
    ['2023-02-29T00:00:00Z', undefined],
    ['2011-05-13', undefined],
    ['2011-05-13T24:42:34Z', undefined],
    ['yesterday', undefined],
    ['', undefined],
  ])('reads %s as %s', (text, expected) => {
    expect(normaliseDateTime(text)).toBe(expected);
  });
});
