import { describe, expect, it } from 'vitest';
import { chooseLanguage } from './languages.ts';

describe('chooseLanguage', () => {
  it.each([
    ['what was chosen before counts first', 'en', ['ja-JP'], 'en'],
    ['then the browser, by its order', null, ['fr-FR', 'en-GB', 'ja'], 'en'],
    ['a stored value that is no language is ignored', 'xx', ['ja-JP', 'en'], 'ja'],
    ['a browser that speaks neither gets Japanese', null, ['fr', 'de'], 'ja'],
    ['case does not matter', null, ['EN-us'], 'en'],
  ])('%s', (_sentence, stored, preferred, expected) => {
    expect(chooseLanguage(stored, preferred)).toBe(expected);
  });
});
