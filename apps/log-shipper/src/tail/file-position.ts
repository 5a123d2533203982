import { createHash } from 'node:crypto';
import type { Line } from './line.ts';

/**
 * Which content a position belongs to. The inode tells two files apart after a rotation by renaming; the head tells a
 * file from another that later got the same inode, or that was truncated and written anew in place.
 */
export interface FileIdentity {
  readonly device: number;
  readonly inode: number;
  /** Hex; see {@link headOf}. */
  readonly head: string;
}

/** How far a file has been read. Offsets count bytes of the content, unpacked where the file is packed. */
export interface FilePosition extends FileIdentity {
  /** The path it was last seen under. */
  readonly path: string;
  /** Where the next unread line starts. */
  readonly offset: number;
  /** How many lines lie before `offset`. */
  readonly line: number;
  /** The last line that was read, to be found again before reading goes on; null at the start. */
  readonly anchor: Anchor | null;
  /** Nothing was left unread when the file looked like this; null while something is. */
  readonly whole: FileLook | null;
}

/** Some bytes at a place of the content. Files of one kind often share their first line; they don't share this. */
export interface Anchor {
  readonly start: number;
  readonly bytes: number;
  /** SHA-256, hex. */
  readonly digest: string;
}

/** What a file looks like from outside. While it stays so, there is nothing new in it. */
export interface FileLook {
  readonly size: number;
  readonly modifiedMs: number;
}

export function looksSame(a: FileLook | null, b: FileLook | null): boolean {
  return a !== null && b !== null && a.size === b.size && a.modifiedMs === b.modifiedMs;
}

/** As much of a first line as its head is made of. */
export const headBytes = 65_536;

/** SHA-256 (hex) of the first line, or of its first {@link headBytes}, without its newline. */
export function headOf(firstLine: Uint8Array): string {
  return sha256(firstLine.subarray(0, headBytes));
}

const anchorBytes = 1024;

/** The beginning of a line that was read, as the mark by which its place is found again. */
export function anchorAt({ bytes, start }: Pick<Line, 'bytes' | 'start'>): Anchor {
  const marked = bytes.subarray(0, anchorBytes);
  return { start, bytes: marked.length, digest: sha256(marked) };
}

export function isAnchoredBy(anchor: Anchor, bytes: Uint8Array): boolean {
  return bytes.length === anchor.bytes && sha256(bytes) === anchor.digest;
}

/** Names the content of one file in a map. */
export function keyOf({ device, inode, head }: FileIdentity): string {
  return `${device}:${inode}:${head}`;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
