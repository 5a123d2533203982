import { stat } from 'node:fs/promises';
import { openCheckpoint } from '../checkpoint/checkpoint-store.ts';
import { lockState } from '../checkpoint/state-lock.ts';
import { pause } from '../deliver/backoff.ts';
import { BatchBuilder, type Parcel } from '../deliver/batch.ts';
import { type DeadLetter, deadLetterFile } from '../deliver/dead-letters.ts';
import { type Compression, createSender, DeliveryAborted } from '../deliver/sender.ts';
import { createShipment, type Shipment, type ShipmentCounts } from '../deliver/shipment.ts';
import type { LineReader } from '../formats/format.ts';
import { exitCode } from '../settings/exit-code.ts';
import type { Reporter } from '../settings/reporter.ts';
import { discoverFiles } from '../tail/discover.ts';
import { eventIdOf } from '../tail/file-identity.ts';
import { compressionOf } from '../tail/file-reader.ts';
import { createFollower } from '../tail/follower.ts';
import type { SourceLine } from '../tail/source-line.ts';
import { standardInputLines } from '../tail/standard-input.ts';

/**
 * Reads lines from files, makes events of them and sends them until the gateway has acknowledged each. What comes in:
 * paths, folders or globs. What goes out: events, dead letters, and a checkpoint that never runs ahead of either.
 */

export interface ShipOptions {
  readonly paths: readonly string[];
  /** Keep following the files; otherwise end when each has been read once. */
  readonly follow: boolean;
  readonly gatewayUrl: string;
  readonly key: string;
  readonly stateDir: string;
  readonly readerFor: (path: string) => LineReader;
  readonly compression: Compression;
  readonly concurrency: number;
  readonly batchEvents: number;
  readonly batchBytes: number;
  /** How often followed files are looked at, in milliseconds. */
  readonly pollMs: number;
  readonly requestTimeoutMs: number;
}

export interface ShipResult extends Readonly<ShipmentCounts> {
  readonly unreadable: number;
  readonly exitCode: number;
}

export async function ship(options: ShipOptions, reporter: Reporter, signal: AbortSignal): Promise<ShipResult> {
  const unlock = await lockState(options.stateDir);
  try {
    return await shipLocked(options, reporter, signal);
  } finally {
    await unlock();
  }
}

async function shipLocked(options: ShipOptions, reporter: Reporter, signal: AbortSignal): Promise<ShipResult> {
  const checkpoint = await openCheckpoint(options.stateDir);
  const deadLetters = deadLetterFile(options.stateDir);
  // Once the run is told to stop, what is under way may still finish; only then is it cut.
  const cut = new AbortController();
  const shipment = createShipment({
    sender: createSender({
      gatewayUrl: options.gatewayUrl,
      key: options.key,
      compression: options.compression,
      requestTimeoutMs: options.requestTimeoutMs,
      onRetry: (retry) => reporter.note('The gateway did not take a batch; trying again', retry),
    }),
    checkpoint,
    setAside: deadLetters.append,
    concurrency: options.concurrency,
    signal: cut.signal,
    onDiskTrouble: (error) =>
      reporter.note('The state folder can’t be written; trying again', { error: String(error) }),
  });
  const follower = createFollower({
    discover: () => discoverFiles(options.paths),
    known: checkpoint.positions(),
    onNotice: (notice) => reporter.note('A file is not as it was', notice),
  });
  const loader = createLoader(options, shipment, deadLetters.append);
  signal.addEventListener('abort', () => setTimeout(() => cut.abort(), stopGraceMs).unref());

  try {
    const total = options.follow ? null : await totalBytes(options.paths);
    let read = 0;
    const stdin = options.paths.includes('-') ? [standardInputLines(process.stdin)] : [];
    do {
      for await (const line of chain(...stdin.splice(0), follower.pass({ final: !options.follow }))) {
        await loader.load(line);
        read += line.end - line.start;
        reporter.progress(read, total, { events: shipment.counts.accepted + shipment.counts.duplicates });
        if (signal.aborted) break;
      }
      await loader.flush();
      if (options.follow) await pause(options.pollMs, signal);
    } while (options.follow && !signal.aborted);
    await shipment.finish();
  } catch (error) {
    if (!(error instanceof DeliveryAborted)) throw error;
    reporter.note(error.message);
  } finally {
    reporter.end();
    await follower.close();
  }
  const setAside = shipment.counts.refused + loader.unreadable();
  return {
    ...shipment.counts,
    unreadable: loader.unreadable(),
    exitCode: setAside > 0 ? exitCode.someSetAside : exitCode.done,
  };
}

async function* chain<T>(...sources: readonly AsyncIterable<T>[]): AsyncGenerator<T> {
  for (const source of sources) yield* source;
}

/** How long a stopping run waits for the batches that are under way, in milliseconds. */
const stopGraceMs = 10_000;

/** Turns lines into parcels and parcels into batches. */
function createLoader(options: ShipOptions, shipment: Shipment, setAside: (letters: DeadLetter[]) => Promise<void>) {
  const batches = new BatchBuilder({ events: options.batchEvents, bytes: options.batchBytes });
  const readers = new Map<string, LineReader>();
  let unreadable = 0;

  function readerOf(line: SourceLine): LineReader {
    const key = `${line.path}:${line.head}`;
    const known = readers.get(key);
    if (known !== undefined) return known;
    const reader = options.readerFor(line.path);
    // Resuming behind the first line: a CSV reader must have seen the header.
    if (line.number > 1) reader.read(line.firstLine.toString('utf8'));
    readers.set(key, reader);
    return reader;
  }

  return {
    unreadable: () => unreadable,
    load: async (line: SourceLine): Promise<void> => {
      const text = line.bytes.toString('utf8');
      const reading = line.truncated
        ? ({ kind: 'refused', reason: 'The line is longer than 1 MiB.' } as const)
        : readerOf(line).read(text);
      if (reading.kind === 'refused') {
        unreadable += 1;
        const { path, number } = line;
        await setAside([{ at: new Date().toISOString(), path, line: number, reason: reading.reason, content: text }]);
      }
      if (reading.kind !== 'event') {
        if (line.after !== null) batches.reach(line.after);
        return;
      }
      const id = reading.event.id ?? eventIdOf(line.head, line.start, line.bytes);
      const parcel: Parcel = {
        json: JSON.stringify({ ...reading.event, id }),
        origin: { path: line.path, line: line.number },
      };
      const full = batches.add(parcel, line.after);
      if (full !== null) await shipment.add(full);
    },
    flush: async (): Promise<void> => {
      if (!batches.isEmpty) await shipment.add(batches.take());
    },
  };
}

/** The size of all that will be read, for a progress bar; null when a compressed file makes it unknowable. */
async function totalBytes(paths: readonly string[]): Promise<number | null> {
  const files = await discoverFiles(paths);
  if (files.some((path) => compressionOf(path) !== null)) return null;
  const sizes = await Promise.all(files.map(async (path) => (await stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
