import { describe, expect, it } from 'vitest';
import { parsePassword } from './password-rule.ts';
import { outcomeOf } from './testing/samples.ts';

const person = { email: 'tanaka.taro@example.co.jp', name: '田中 太郎 Tanaka' };

describe('parsePassword', () => {
  it.each([
    ['a passphrase', 'correct horse battery', 'accepted'],
    ['twelve characters', 'qX9#mLp2vT7k', 'accepted'],
    ['eleven', 'qX9#mLp2vT7', 'account.password-too-short'],
    ['twelve characters of Japanese', 'ひみつのことばはながいほど', 'accepted'],
    ['twelve bytes, four characters', '秘密秘密', 'account.password-too-short'],
    ['emoji count as one each', '🐱🐶🐭🐹🐰🦊🐻🐼🐨🐯🦁', 'account.password-too-short'],
    ['too long', 'long '.repeat(60), 'account.password-too-long'],
    ['the address itself', 'tanaka.taro@example.co.jp', 'account.password-guessable'],
    ['the address in capitals with a number', 'Tanaka.Taro2026', 'account.password-guessable'],
    ['the name twice', 'tanakatanaka1', 'account.password-guessable'],
    ['the company and a year', 'example-2026!', 'account.password-guessable'],
    ['one character', 'aaaaaaaaaaaaaa', 'account.password-guessable'],
    ['two characters in turn', 'abababababab', 'account.password-guessable'],
    ['the name within something long', 'tanaka rides a green bicycle', 'accepted'],
  ])('%s', (_sentence, password, expected) => {
    expect(outcomeOf(() => parsePassword(password, person))).toBe(expected);
  });

  it('gives one form to what keyboards write in several', () => {
    expect(parsePassword('ｐａｓｓｐｈｒａｓｅ of cafe\u0301', person)).toBe('passphrase of café');
  });

  it('does not need an address', () => {
    expect(outcomeOf(() => parsePassword('correct horse battery', { email: null, name: '' }))).toBe('accepted');
  });
});
