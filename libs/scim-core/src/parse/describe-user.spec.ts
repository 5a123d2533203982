import type { JsonObject } from '@sekisho/provider-kit';
import { describe, expect, it } from 'vitest';
import { describeUser } from './describe-user.ts';

function of(more: JsonObject) {
  return describeUser({ userName: 'taro', ...more });
}

describe('describeUser', () => {
  it.each([
    ['displayName first', { displayName: ' Joy ', name: { formatted: 'x' } }, 'Joy'],
    ['then name.formatted', { name: { formatted: 'Ms. Jensen', givenName: 'B' } }, 'Ms. Jensen'],
    ['then given and family name', { name: { givenName: 'Barbara', familyName: 'Jensen' } }, 'Barbara Jensen'],
    ['family name first in Japanese', { name: { givenName: '太郎', familyName: '山田' } }, '山田 太郎'],
    ['one of them alone', { name: { familyName: 'Jensen' } }, 'Jensen'],
    ['else userName', { displayName: ' ', name: { givenName: '' } }, 'taro'],
  ])('reads the name: %s', (_rule, more, expected) => {
    expect(of(more).displayName).toBe(expected);
  });

  it.each([
    ['userName when it is an address', { userName: 'a@b.jp', emails: [{ value: 'c@d.jp', primary: true }] }, 'a@b.jp'],
    [
      'else the primary one',
      {
        emails: [
          { value: 'w@x', type: 'work' },
          { value: 'p@x', primary: true },
        ],
      },
      'p@x',
    ],
    [
      'else the work one',
      {
        emails: [
          { value: 'h@x', type: 'home' },
          { value: 'w@x', type: 'Work' },
        ],
      },
      'w@x',
    ],
    ['else the first one with a value', { emails: [{ type: 'work' }, { value: 'h@x' }] }, 'h@x'],
    ['else none', {}, undefined],
  ])('reads the e-mail: %s', (_rule, more, expected) => {
    expect(of(more).email).toBe(expected);
  });

  it('folds every e-mail address, each once', () => {
    expect(
      of({ emails: [{ value: 'A@X.jp' }, { value: 'a@x.JP', type: 'home' }, { type: 'work' }] }).emailKeys,
    ).toEqual(['a@x.jp']);
  });

  it.each([
    ['ADMIN', [{ value: 'ADMIN' }], 'administrator'],
    ['user in small letters', [{ value: ' user ' }], 'member'],
    ['Guest', [{ value: 'Guest' }], 'guest'],
    ['the primary one', [{ value: 'GUEST' }, { value: 'ADMIN', primary: true }], 'administrator'],
    ['the first that is ours', [{ value: 'Sales' }, { value: 'USER' }], 'member'],
    ['none that is ours', [{ value: 'Sales' }], undefined],
  ])('reads the role: %s', (_rule, roles, expected) => {
    expect(of({ roles }).role).toBe(expected);
  });

  it.each([
    ['ja', { preferredLanguage: 'ja' }, 'ja'],
    ['ja_JP', { locale: 'ja_JP' }, 'ja'],
    ['a header value', { preferredLanguage: 'en-US,en;q=0.9' }, 'en'],
    ['locale when the preferred one is neither', { preferredLanguage: 'fr', locale: 'ja-JP' }, 'ja'],
    ['neither', { preferredLanguage: 'fr' }, undefined],
  ])('reads the language: %s', (_rule, more, expected) => {
    expect(of(more).language).toBe(expected);
  });

  it('knows IANA time zones in any case, and takes others for none', () => {
    expect(of({ timezone: 'asia/tokyo' }).timeZone).toBe('Asia/Tokyo');
    for (const timezone of ['', 'Mars/Olympus', '+09:00', 'JST-9', 'Tokyo Standard Time', 'x'.repeat(5_000)]) {
      expect(of({ timezone }).timeZone).toBeUndefined();
      expect(of({ timezone }).timeZone).toBeUndefined();
    }
  });

  it('is active unless said otherwise', () => {
    expect(of({}).active).toBe(true);
    expect(of({ active: false }).active).toBe(false);
  });
});
