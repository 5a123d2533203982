import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCode } from '../settings/exit-code.ts';
import { OperatorError } from '../settings/operator-error.ts';
import { type FilePosition, keyOf } from '../tail/file-position.ts';
import { replaceDurably } from './durable-file.ts';
import { parseCheckpoint, type StoredPosition } from './stored-position.ts';

/**
 * Where each source has been read to, on disk. It only ever holds positions that the gateway has acknowledged: after a
 * crash some lines are sent once more, and the gateway shows them once.
 */
export interface CheckpointStore {
  /** Every known position, in the order their content was first seen. */
  positions(): readonly FilePosition[];
  knows(position: FilePosition): boolean;
  /** Notes a position; {@link CheckpointStore.save} brings it to the disk. */
  reach(position: FilePosition): void;
  /**
   * Forgets files that have been gone for a week, so that the checkpoint does not grow for ever. Should one come back,
   * it is sent once more, and nothing of it is stored twice.
   */
  forgetGone(isPresent: (position: FilePosition) => boolean): void;
  /** Writes what has changed since the last time; resolves when it is on the disk. */
  save(): Promise<void>;
}

const formatVersion = 1;
const dayMs = 86_400_000;
const keepGoneForMs = 7 * dayMs;

/** The checkpoint can't be used: somebody edited it, or a newer log-shipper wrote it. */
export class CheckpointUnreadable extends OperatorError {
  constructor(path: string) {
    super(
      {
        ja: `チェックポイント ${path} を、このバージョンでは読み取れません。バックアップから戻すか、削除してください。削除すると、すべてのファイルを最初から送り直します (二重には保存されません)。`,
        en: `The checkpoint ${path} is not readable by this version. Restore it, or remove it to ship every file from its start (nothing is stored twice).`,
      },
      exitCode.stateUnusable,
    );
  }
}

export async function openCheckpoint(stateDir: string, now: () => Date = () => new Date()): Promise<CheckpointStore> {
  const path = join(stateDir, 'checkpoint.json');
  const known = new Map<string, StoredPosition>();
  for (const position of await read(path)) known.set(keyOf(position), position);
  let isChanged = false;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    if (!isChanged) return;
    isChanged = false;
    try {
      const positions = [...known.values()].map((position) => JSON.stringify(position)).join(',\n');
      await replaceDurably(path, `{"version":${formatVersion},"positions":[\n${positions}\n]}\n`);
    } catch (error) {
      isChanged = true;
      throw error;
    }
  }

  return {
    positions: () => [...known.values()],
    knows: (position) => known.has(keyOf(position)),
    reach: (position) => {
      known.set(keyOf(position), { ...position, seenAt: now().toISOString() });
      isChanged = true;
    },
    forgetGone: (isPresent) => {
      for (const [key, position] of known) {
        const unseenMs = now().getTime() - Date.parse(position.seenAt);
        if (isPresent(position)) {
          if (unseenMs < dayMs) continue;
          known.set(key, { ...position, seenAt: now().toISOString() });
        } else {
          if (unseenMs < keepGoneForMs) continue;
          known.delete(key);
        }
        isChanged = true;
      }
    },
    save: () => {
      // One write at a time: they go through the same temporary file.
      writing = writing.catch(() => undefined).then(write);
      return writing;
    },
  };
}

async function read(path: string): Promise<readonly StoredPosition[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  const positions = parseCheckpoint(text, formatVersion);
  if (positions === null) throw new CheckpointUnreadable(path);
  return positions;
}
