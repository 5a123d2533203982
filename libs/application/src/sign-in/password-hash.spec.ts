import { describe, expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './password-hash.ts';

describe('passwords', () => {
  it('are argon2id with a salt of their own', async () => {
    const [first, second] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(first).not.toBe(second);
  });

  it.each([
    ['the same', 'correct horse', true],
    ['in full width', 'ｃｏｒｒｅｃｔ ｈｏｒｓｅ', true],
    ['in capitals', 'Correct horse', false],
    ['nothing', '', false],
  ])('%s', async (_sentence, given, expected) => {
    expect(await verifyPassword(await hashPassword('correct horse'), given)).toBe(expected);
  });

  it('nobody has no password, not even the one they are compared with', async () => {
    expect(await verifyPassword(null, 'nobody has this password')).toBe(false);
  });
});
