import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { openToken, signToken } from './signed-token.ts';

const key = randomBytes(32);
const token = signToken(key, 'downloads', '{"file":"監査ログ"}');

it('gives the text back that was signed', () => {
  expect(openToken(key, 'downloads', token)).toBe('{"file":"監査ログ"}');
});

it.each([
  ['another key', randomBytes(32), 'downloads', token],
  ['another purpose', key, 'sessions', token],
  ['another text', key, 'downloads', `${Buffer.from('{}').toString('base64url')}.${token.split('.')[1]}`],
  ['half a signature', key, 'downloads', token.slice(0, -20)],
  ['no signature', key, 'downloads', token.split('.')[0] ?? ''],
  ['more than a signature', key, 'downloads', `${token}.x`],
  ['nothing', key, 'downloads', ''],
])('does not know one with %s', (_, ofKey, purpose, given) => {
  expect(openToken(ofKey, purpose, given)).toBeNull();
});
