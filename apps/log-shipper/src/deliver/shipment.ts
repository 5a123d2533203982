import type { CheckpointStore } from '../checkpoint/checkpoint-store.ts';
import { StateNotWritable } from '../checkpoint/state-lock.ts';
import type { RefusedParcel } from './answer.ts';
import { backoffMs, pause } from './backoff.ts';
import type { Batch } from './batch.ts';
import { contentOf, type DeadLetter } from './dead-letter.ts';
import type { Sender } from './sender.ts';

/** What a run has done so far. */
export interface ShipmentCounts {
  accepted: number;
  duplicates: number;
  /** By the gateway. */
  refused: number;
  /** Lines that were no events. */
  unreadable: number;
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
  readonly checkpoint: CheckpointStore;
  readonly setAside: (letters: readonly DeadLetter[]) => Promise<void>;
  readonly concurrency: number;
  /** For the message when its disk refuses to the end. */
  readonly stateDir: string;
  readonly signal: AbortSignal;
  /** The disk refused a write (full, read-only). It is tried again; nothing moves on meanwhile. */
  readonly onDiskTrouble: (error: unknown) => void;
}): Shipment {
  const { checkpoint, signal } = options;
  const counts: ShipmentCounts = { accepted: 0, duplicates: 0, refused: 0, unreadable: 0, batches: 0 };
  const underway: Underway[] = [];
  let failure: unknown;
  let saving: Promise<void> | undefined;
  let saveAgain = false;
  let wake: () => void = () => undefined;

  async function untilWritten(write: () => Promise<void>): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await write();
      } catch (error) {
        if (signal.aborted) throw new StateNotWritable(options.stateDir, error);
        options.onDiskTrouble(error);
        await pause(backoffMs(tries), signal);
      }
    }
  }

  async function deliver(entry: Underway): Promise<void> {
    const { parcels, letters } = entry.batch;
    const answer =
      parcels.length > 0 ? await options.sender.send(entry.batch, signal) : { accepted: 0, duplicates: 0, refused: [] };
    const at = new Date().toISOString();
    const aside = [...letters, ...answer.refused.map((refused) => letterFor(refused, at))];
    if (aside.length > 0) await untilWritten(() => options.setAside(aside));
    counts.accepted += answer.accepted;
    counts.duplicates += answer.duplicates;
    counts.refused += answer.refused.length;
    counts.unreadable += letters.length;
    counts.batches += 1;
    entry.settled = true;
  }

  function advance(): void {
    while (underway[0]?.settled === true) {
      for (const position of underway.shift()?.batch.reaches ?? []) checkpoint.reach(position);
    }
    saveSoon();
  }

  /** One write at a time, and no more than a tenth of the time spent writing; what is reached meanwhile goes with the next. */
  function saveSoon(): void {
    saveAgain = true;
    saving ??= (async () => {
      while (saveAgain) {
        saveAgain = false;
        const began = performance.now();
        await untilWritten(checkpoint.save);
        await pause(Math.min(5_000, 9 * (performance.now() - began)), finishing.signal);
      }
    })()
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => {
        saving = undefined;
        if (saveAgain && failure === undefined) saveSoon();
      });
  }
  const finishing = new AbortController();

  function start(batch: Batch): void {
    const entry: Underway = { batch, settled: false };
    underway.push(entry);
    deliver(entry)
      .then(advance)
      .catch((error: unknown) => {
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
      finishing.abort();
      try {
        await untilAtMost(0);
      } finally {
        // Also when delivery failed: what was acknowledged before is worth its place on the disk.
        await saving;
        await untilWritten(checkpoint.save);
      }
      if (failure !== undefined) throw failure;
    },
  };
}

function letterFor({ parcel: { json, path, line }, reason, refusal }: RefusedParcel, at: string): DeadLetter {
  return { at, path, line, reason, ...(refusal === undefined ? {} : { refusal }), ...contentOf(json) };
}
