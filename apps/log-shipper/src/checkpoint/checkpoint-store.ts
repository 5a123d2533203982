import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FilePosition } from '../tail/file-identity.ts';
import { replaceDurably } from './durable-file.ts';

/**
 * Where each source has been read to, on disk. It only ever holds positions that the gateway has acknowledged: after a
 * crash some lines are sent once more, and the gateway shows them once.
 */
export interface CheckpointStore {
  /** Every known position, in the order they were first seen. */
  positions(): readonly FilePosition[];
  /** Writes the positions; resolves when they are on the disk. Files that are gone are left out. */
  save(positions: readonly FilePosition[]): Promise<void>;
}

const formatVersion = 1;

/** The checkpoint can't be used: somebody edited it, or a newer log-shipper wrote it. */
export class CheckpointUnreadable extends Error {
  constructor(path: string, options?: { cause?: unknown }) {
    super(
      `The checkpoint ${path} is not readable by this version. Restore it, or remove it to ship every file from its start (nothing is stored twice).`,
      options,
    );
    this.name = 'CheckpointUnreadable';
  }
}

export async function openCheckpoint(stateDir: string): Promise<CheckpointStore> {
  const path = join(stateDir, 'checkpoint.json');
  let known = await read(path);
  return {
    positions: () => known,
    save: async (positions) => {
      await replaceDurably(path, `${JSON.stringify({ version: formatVersion, positions }, null, 1)}\n`);
      known = positions;
    },
  };
}

async function read(path: string): Promise<readonly FilePosition[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  try {
    const parsed: unknown = JSON.parse(text);
    if (isCheckpoint(parsed)) return parsed.positions;
  } catch (cause) {
    throw new CheckpointUnreadable(path, { cause });
  }
  throw new CheckpointUnreadable(path);
}

function isCheckpoint(value: unknown): value is { version: number; positions: FilePosition[] } {
  if (typeof value !== 'object' || value === null || !('version' in value) || !('positions' in value)) return false;
  return value.version === formatVersion && Array.isArray(value.positions) && value.positions.every(isPosition);
}

function isPosition(value: unknown): value is FilePosition {
  if (typeof value !== 'object' || value === null) return false;
  const has = (name: keyof FilePosition, type: 'string' | 'number') =>
    name in value && typeof (value as Record<string, unknown>)[name] === type;
  return (
    has('path', 'string') &&
    has('device', 'number') &&
    has('inode', 'number') &&
    has('head', 'string') &&
    has('offset', 'number') &&
    has('line', 'number')
  );
}
