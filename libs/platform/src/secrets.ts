import { hash, timingSafeEqual } from 'node:crypto';

/**
 * The stored form of a bearer token: its SHA-256 digest (32 bytes).
 * A plain digest is enough because our tokens carry 256 random bits; passwords go through argon2id instead.
 */
export function hashToken(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}

/** Compares two secrets in a time that does not depend on where they differ. */
export function equalSecrets(a: string, b: string): boolean {
  return timingSafeEqual(hashToken(a), hashToken(b));
}

/** What may be shown of a secret afterwards, to tell two apart: its last four characters. */
export function hintOf(secret: string): string {
  return `…${secret.slice(-4)}`;
}
