import { hash } from 'node:crypto';

/**
 * An id for an event that brings none: the same line of the same content always gets the same one, so that shipping a
 * file again (renamed, copied to another host, packed, a year later) doubles nothing, while two equal lines of one file
 * stay two events. Shaped as a UUID version 8 (RFC 9562 §5.8: custom).
 */
export function eventIdOf(head: string, offset: number, line: Uint8Array): string {
  const digest = hash('sha256', Buffer.concat([Buffer.from(`${head}:${offset}:`), line]), 'buffer');
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
