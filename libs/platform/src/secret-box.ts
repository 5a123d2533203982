import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/**
 * Secrets of other systems that we must be able to read again (a webhook's signing secret, a Splunk token), encrypted
 * with the installation's key: AES-256-GCM, a random nonce each. What is only ever compared is hashed instead.
 */

/** 32 bytes, from {@link loadSecretKey}. */
export type SecretKey = Buffer;

/** The stored bytes can't be read: another key, another owner, or they were changed. */
export class SecretUnreadable extends Error {
  constructor(options?: { cause?: unknown }) {
    super('The stored secret can not be read with this installation key', options);
    this.name = 'SecretUnreadable';
  }
}

/**
 * `owner` names the row that the secret belongs to (its ids). It is bound to the result, so that a secret copied to
 * another row can't be read there. Layout: version (1 byte), nonce (12), tag (16), ciphertext.
 */
export function encryptSecret(key: SecretKey, secret: string, owner: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(owner, 'utf8'));
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), sealed]);
}

/** Throws {@link SecretUnreadable}. */
export function decryptSecret(key: SecretKey, stored: Uint8Array, owner: string): string {
  const bytes = Buffer.from(stored);
  if (bytes[0] !== version || bytes.length < headBytes) throw new SecretUnreadable();
  try {
    const nonce = bytes.subarray(1, 1 + nonceBytes);
    const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(owner, 'utf8'));
    decipher.setAuthTag(bytes.subarray(1 + nonceBytes, headBytes));
    return Buffer.concat([decipher.update(bytes.subarray(headBytes)), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new SecretUnreadable({ cause });
  }
}

const algorithm = 'aes-256-gcm';
const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + nonceBytes + tagBytes;
