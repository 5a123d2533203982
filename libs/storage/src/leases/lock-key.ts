import { createHash } from 'node:crypto';

/** 64 bits of the text's digest. Advisory locks have numbers for names, and share them with the whole database. */
export function lockKey(text: string): string {
  return createHash('sha256').update(`sekisho ${text}`).digest().readBigInt64BE().toString();
}
