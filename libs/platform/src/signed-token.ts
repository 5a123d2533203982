import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { SecretKey } from './secret-box.ts';

/**
 * Texts that we hand out and recognise when they come back: the text itself, readable to anybody, and an HMAC-SHA256 that
 * only the installation's key can make. Each purpose has a key of its own, so that what was signed for one is worth
 * nothing for another.
 */
export function signToken(key: SecretKey, purpose: string, text: string): string {
  const body = Buffer.from(text).toString('base64url');
  return `${body}.${signatureOf(key, purpose, body).toString('base64url')}`;
}

/** The text, or null when it was not signed so: another key, another purpose, or a changed byte. */
export function openToken(key: SecretKey, purpose: string, token: string): string | null {
  const [body, signature, ...rest] = token.split('.');
  if (body === undefined || signature === undefined || rest.length > 0) return null;
  const expected = signatureOf(key, purpose, body);
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return Buffer.from(body, 'base64url').toString('utf8');
}

function signatureOf(key: SecretKey, purpose: string, body: string): Buffer {
  const own = Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `sekisho ${purpose}`, 32));
  return createHmac('sha256', own).update(body).digest();
}
