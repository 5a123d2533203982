import type { CheckpointStore } from '../checkpoint/checkpoint-store.ts';
import type { FilePosition } from '../tail/file-identity.ts';
import { backoffMs, pause } from './backoff.ts';
import type { Batch } from './batch.ts';
import type { DeadLetter } from './dead-letters.ts';
import type { Sender } from './sender.ts';

/** What a run has done so far. */
export interface ShipmentCounts {
  accepted: number;
  duplicates: number;
  refused: number;
  batches: number;
}

/**
 * Sends batches, several at once, and moves the checkpoint only past an unbroken row of acknowledged ones, so that
 * what a crash makes us send again is at most what was under way. Refused events are on the disk, set aside, before
 * the checkpoint passes them.
 */
export interface Shipment {
  readonly counts: Readonly<ShipmentCounts>;
  /** Takes a batch; resolves when there is room for the next. Rejects when delivery has become impossible. */
  add(batch: Batch): Promise<void>;
  /** Resolves when all is acknowledged and the checkpoint is on the disk. */
  finish(): Promise<void>;
}

interface Underway {
  readonly batch: Batch;
  settled: boolean;
}

export function createShipment(options: {
  readonly sender: Sender;
  readonly checkpoint: CheckpointStore | null;
  readonly setAside: (letters: readonly DeadLetter[]) => Promise<void>;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** The disk refused a write (full, read-only). It is tried again; nothing moves on meanwhile. */
  readonly onDiskTrouble: (error: unknown) => void;
}): Shipment {
  const counts: ShipmentCounts = { accepted: 0, duplicates: 0, refused: 0, batches: 0 };
  const underway: Underway[] = [];
  const reached = new Map<string, FilePosition>();
  for (const position of options.checkpoint?.positions() ?? []) reached.set(keyOf(position), position);
  let failure: unknown;
  let unsaved = false;
  let saving: Promise<void> | undefined;
  let wake: () => void = () => undefined;

  async function untilWritten(write: () => Promise<void>): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await write();
      } catch (error) {
        if (options.signal.aborted) throw error;
        options.onDiskTrouble(error);
        await pause(backoffMs(tries), options.signal);
      }
    }
  }

  async function deliver(entry: Underway): Promise<void> {
    const { batch } = entry;
    if (batch.parcels.length > 0) {
      const answer = await options.sender.send(batch, options.signal);
      const at = new Date().toISOString();
      const letters = answer.refused.map(({ parcel, reason }) => ({
        at,
        ...parcel.origin,
        reason,
        content: parcel.json,
      }));
      if (letters.length > 0) await untilWritten(() => options.setAside(letters));
      counts.accepted += answer.accepted;
      counts.duplicates += answer.duplicates;
      counts.refused += letters.length;
      counts.batches += 1;
    }
    entry.settled = true;
  }

  function advance(): void {
    while (underway[0]?.settled === true) {
      for (const [key, position] of underway.shift()?.batch.reaches ?? []) {
        reached.set(key, position);
        unsaved = true;
      }
    }
    saving ??= save()
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => {
        saving = undefined;
      });
  }

  /** One write at a time; positions that arrive meanwhile go with the next. */
  async function save(): Promise<void> {
    while (unsaved && options.checkpoint !== null) {
      unsaved = false;
      const { checkpoint } = options;
      const positions = [...reached.values()];
      await untilWritten(() => checkpoint.save(positions));
    }
  }

  function start(batch: Batch): void {
    const entry: Underway = { batch, settled: false };
    underway.push(entry);
    deliver(entry)
      .then(advance, (error: unknown) => {
        failure ??= error;
      })
      .finally(() => wake());
  }

  async function untilAtMost(limit: number): Promise<void> {
    while (failure === undefined && underway.length > limit) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (failure !== undefined) throw failure;
  }

  return {
    counts,
    add: async (batch) => {
      await untilAtMost(options.concurrency - 1);
      start(batch);
    },
    finish: async () => {
      await untilAtMost(0);
      await saving;
      await save();
    },
  };
}

function keyOf(position: FilePosition): string {
  return `${position.device}:${position.inode}:${position.head}`;
}
