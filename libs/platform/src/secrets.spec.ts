import { describe, expect, it } from 'vitest';
import { equalSecrets, hashToken, hintOf } from './secrets.ts';

describe('secrets', () => {
  it('hashes a token to the SHA-256 that other tools compute', () => {
    expect(hashToken('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('compares secrets of any length', () => {
    expect(equalSecrets('a', 'a')).toBe(true);
    expect(equalSecrets('a', 'ab')).toBe(false);
  });

  it('shows no more than the end', () => {
    expect(hintOf('0123456789abcdef')).toBe('…cdef');
  });
});
