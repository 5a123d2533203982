import type { Anchor, FileLook, FilePosition } from '../tail/file-position.ts';

/** A position as it lies on the disk, with when its file was last there. */
export interface StoredPosition extends FilePosition {
  /** RFC 3339. */
  readonly seenAt: string;
}

/** Reads the content of a checkpoint file; null when it is not one of ours. */
export function parseCheckpoint(text: string, version: number): readonly StoredPosition[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value) || value['version'] !== version || !Array.isArray(value['positions'])) return null;
  const positions = value['positions'].map(parsePosition);
  return positions.every((position) => position !== null) ? positions : null;
}

function parsePosition(value: unknown): StoredPosition | null {
  if (!isRecord(value)) return null;
  const { path, device, inode, head, offset, line, seenAt } = value;
  const anchor = value['anchor'] === null ? null : parseAnchor(value['anchor']);
  const whole = value['whole'] === null ? null : parseLook(value['whole']);
  if (typeof path !== 'string' || typeof head !== 'string' || typeof seenAt !== 'string') return null;
  if (!isCount(device) || !isCount(inode) || !isCount(offset) || !isCount(line)) return null;
  if (anchor === undefined || whole === undefined) return null;
  return { path, device, inode, head, offset, line, anchor, whole, seenAt };
}

function parseAnchor(value: unknown): Anchor | undefined {
  if (!isRecord(value)) return undefined;
  const { start, bytes, digest } = value;
  return isCount(start) && isCount(bytes) && typeof digest === 'string' ? { start, bytes, digest } : undefined;
}

function parseLook(value: unknown): FileLook | undefined {
  if (!isRecord(value)) return undefined;
  const { size, modifiedMs } = value;
  return isCount(size) && typeof modifiedMs === 'number' ? { size, modifiedMs } : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}
