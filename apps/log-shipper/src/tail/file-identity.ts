import { createHash } from 'node:crypto';

/**
 * Which file a position belongs to. The inode tells two files apart after a rotation by renaming; the head tells a
 * file from another that later got the same inode, or that was truncated and written anew in place.
 */
export interface FileIdentity {
  readonly device: number;
  readonly inode: number;
  /** SHA-256 (hex) of the first line, its newline included; empty while the first line is not complete. */
  readonly head: string;
}

/** How far a file has been read. Offsets count bytes of the content, decompressed where the file is compressed. */
export interface FilePosition extends FileIdentity {
  /** The path it was last seen under. */
  readonly path: string;
  /** Where the next unread line starts. */
  readonly offset: number;
  /** How many lines lie before `offset`. */
  readonly line: number;
}

/** The head of a file whose first line is `firstLine` (without its newline). */
export function headOf(firstLine: Uint8Array): string {
  return createHash('sha256').update(firstLine).update('\n').digest('hex');
}

/**
 * An id for an event that brings none: the same line of the same content always gets the same one, so that shipping a
 * file again — renamed, copied to another host, compressed, a year later — doubles nothing, while two equal lines of
 * one file stay two events. Shaped as a UUID version 8 (RFC 9562: custom).
 */
export function eventIdOf(head: string, offset: number, line: Uint8Array): string {
  const digest = createHash('sha256').update(head).update(`:${offset}:`).update(line).digest();
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
