import { openCheckpoint } from '../checkpoint/checkpoint-store.ts';
import { lockState } from '../checkpoint/state-lock.ts';
import { claimState } from '../checkpoint/state-stream.ts';
import { pause } from '../deliver/backoff.ts';
import { BatchBuilder } from '../deliver/batch.ts';
import type { Compression } from '../deliver/compression.ts';
import { contentOf } from '../deliver/dead-letter.ts';
import { openDeadLetters } from '../deliver/dead-letter-box.ts';
import { LineMemory } from '../deliver/line-memory.ts';
import { parcelOfRun } from '../deliver/parcel.ts';
import { createSender, DeliveryAborted } from '../deliver/sender.ts';
import { createShipment, type Shipment, type ShipmentCounts } from '../deliver/shipment.ts';
import type { StreamName } from '../deliver/stream.ts';
import { type Format, type LineReader, type Reading, refused } from '../formats/format.ts';
import { exitCode } from '../settings/exit-code.ts';
import type { Language } from '../settings/language.ts';
import { OperatorError } from '../settings/operator-error.ts';
import type { Reporter } from '../settings/reporter.ts';
import { discoverFiles } from '../tail/discover.ts';
import { eventIdOf } from '../tail/event-id.ts';
import type { FilePosition } from '../tail/file-position.ts';
import { packingOf } from '../tail/file-reader.ts';
import { createFollower, type Follower } from '../tail/follower.ts';
import type { Cut, Line, LineRun } from '../tail/line.ts';
import { isRun, partOfRun } from '../tail/line-run.ts';
import type { Source, SourceBlock } from '../tail/source.ts';
import { standardInputBlocks } from '../tail/standard-input.ts';

/**
 * Reads lines from files, makes events of them and sends them until the gateway has acknowledged each. What comes in:
 * paths, folders or globs. What goes out: events, dead letters, and a checkpoint that never runs ahead of either.
 */

export interface ShipOptions {
  /** `-` is standard input. */
  readonly paths: readonly string[];
  /** Keep following the files; otherwise end when each has been read once. */
  readonly follow: boolean;
  /** Which of the gateway's logs the events go to. */
  readonly stream: StreamName;
  readonly gatewayUrl: string;
  readonly key: string;
  readonly stateDir: string;
  readonly formatFor: (path: string) => Format;
  readonly compression: Compression;
  readonly concurrency: number;
  readonly batchEvents: number;
  readonly batchBytes: number;
  /** How often followed files are looked at, in milliseconds. */
  readonly pollMs: number;
  readonly requestTimeoutMs: number;
  readonly language: Language;
}

export interface ShipResult extends Readonly<ShipmentCounts> {
  /** Files that could not be read, or not to their end. */
  readonly unreadableFiles: number;
  readonly exitCode: number;
}

/** No file has any of the names that a backfill was given. */
export class NoSuchFiles extends OperatorError {
  constructor(paths: readonly string[]) {
    const names = paths.join(' ');
    super(
      {
        ja: `該当するファイルがありません: ${names}。パスと、パターンを囲む引用符を確認してください。`,
        en: `No file matches ${names}. Look at the path, and at the quotes around patterns.`,
      },
      exitCode.usage,
    );
  }
}

export async function ship(options: ShipOptions, reporter: Reporter, signal: AbortSignal): Promise<ShipResult> {
  const unlock = await lockState(options.stateDir);
  try {
    await claimState(options.stateDir, options.stream);
    return await shipLocked(options, reporter, signal);
  } finally {
    await unlock();
  }
}

async function shipLocked(options: ShipOptions, reporter: Reporter, signal: AbortSignal): Promise<ShipResult> {
  const checkpoint = await openCheckpoint(options.stateDir);
  // Once the run is told to stop, what is under way may still finish; only then is it cut.
  const cut = new AbortController();
  const shipment = createShipment({
    ...options,
    sender: createSender({
      ...options,
      onRetry: (retry) => reporter.note('The gateway did not take a batch; trying again', retry),
    }),
    checkpoint,
    setAside: openDeadLetters(options.stateDir).append,
    signal: cut.signal,
    onDiskTrouble: (error) =>
      reporter.note('The state folder can’t be written; trying again', { error: String(error) }),
  });
  const troubled = new Set<string>();
  const follower = createFollower({
    discover: () => discoverFiles(options.paths.filter((path) => path !== '-')),
    known: checkpoint.positions(),
    splitterFor: (path, from) => options.formatFor(path).createSplitter(from),
    mode: options.follow ? 'follow' : 'once',
    onNotice: (notice) => {
      if (notice.what !== 'truncated') troubled.add(notice.path);
      reporter.note(notices[notice.what], { path: notice.path, ...(notice.reason && { reason: notice.reason }) });
    },
    now: () => performance.now(),
  });
  const loader = createLoader(options, shipment, reporter);
  const stop = () => void setTimeout(() => cut.abort(), stopGraceMs).unref();
  signal.addEventListener('abort', stop);

  let isCut = false;
  try {
    await readAll(options, { loader, follower, checkpoint, reporter, signal });
    await shipment.finish();
  } catch (error) {
    cut.abort();
    // What was acknowledged keeps its place, whatever ended the run.
    await shipment.finish().catch(() => undefined);
    if (!(error instanceof DeliveryAborted)) throw error;
    reporter.note(error.message);
    isCut = true;
  } finally {
    signal.removeEventListener('abort', stop);
    reporter.end();
    await follower.close();
  }
  const { counts } = shipment;
  const isIncomplete = counts.refused + counts.unreadable > 0 || (!options.follow && troubled.size > 0);
  return {
    ...counts,
    unreadableFiles: troubled.size,
    exitCode:
      isCut || (signal.aborted && !options.follow)
        ? exitCode.stoppedEarly
        : isIncomplete
          ? exitCode.someSetAside
          : exitCode.done,
  };
}

const notices = {
  truncated: 'A file was truncated or replaced; reading it from its start',
  unreadable: 'A file can’t be read; it is tried again',
  unfinished: 'A packed file ends in the middle; what is there was shipped',
} as const;

/** How long a stopping run waits for the batches that are under way, in milliseconds. */
const stopGraceMs = 10_000;

/** How often a long run forgets files that are gone, in milliseconds. */
const forgetEveryMs = 3_600_000;

async function readAll(
  options: ShipOptions,
  run: {
    readonly loader: Loader;
    readonly follower: Follower;
    readonly checkpoint: Awaited<ReturnType<typeof openCheckpoint>>;
    readonly reporter: Reporter;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { loader, follower, checkpoint, signal } = run;
  if (options.paths.includes('-')) {
    const splitter = options.formatFor('-').createSplitter({ offset: 0, line: 0 });
    for await (const block of standardInputBlocks(process.stdin, splitter, signal)) await loader.load(block);
  }
  loader.expect(options.follow ? null : await bytesToRead(options.paths, checkpoint.positions()));
  let forgetAt = Number.NEGATIVE_INFINITY;
  do {
    for await (const block of follower.pass()) {
      await loader.load(block);
      if (signal.aborted) break;
    }
    await loader.flush();
    if (!signal.aborted && performance.now() >= forgetAt) {
      forgetAt = performance.now() + forgetEveryMs;
      checkpoint.forgetGone(follower.isPresent);
      follower.forget((position) => checkpoint.knows(position) || follower.isPresent(position));
    }
    if (options.follow) await pause(options.pollMs, signal);
  } while (options.follow && !signal.aborted);
}

/** Turns lines into parcels and parcels into batches. */
interface Loader {
  load(block: SourceBlock): Promise<void>;
  /** Sends what has been collected, full batch or not. */
  flush(): Promise<void>;
  /** The bytes of a run that ends, for its progress; null when nobody knows. */
  expect(totalBytes: number | null): void;
}

function createLoader(options: ShipOptions, shipment: Shipment, reporter: Reporter): Loader {
  const batches = new BatchBuilder({ events: options.batchEvents, bytes: options.batchBytes });
  const readers = new WeakMap<Source, LineReader>();
  const memory = new LineMemory();
  let total: number | null = null;
  let read = 0;

  function readerOf(source: Source, line: Line): LineReader {
    const known = readers.get(source);
    if (known !== undefined) return known;
    const reader = options.formatFor(source.path).createReader();
    // Resuming behind the first line: a CSV reader must have seen the header.
    if (line.number > 1) reader.read(source.firstLine);
    readers.set(source, reader);
    return reader;
  }

  /** False when the line is left for later: its end is not there, and so far it is no event. */
  function take(source: Source, line: Line): boolean {
    const reading = line.truncated ? tooLong : readerOf(source, line).read(line.bytes);
    const { path } = source;
    const { number } = line;
    switch (reading.kind) {
      case 'nothing':
        return true;
      case 'whole':
        batches.add({ json: memory.put(reading.json), path, line: number });
        return true;
      case 'bare': {
        const id = `{"id":"${eventIdOf(source.head, line.start, line.bytes)}",`;
        batches.add({ json: memory.put(id, reading.json.subarray(1)), path, line: number });
        return true;
      }
      case 'event': {
        const id = reading.event['id'] ?? eventIdOf(source.head, line.start, line.bytes);
        batches.add({ json: memory.put(JSON.stringify({ ...reading.event, id })), path, line: number });
        return true;
      }
      case 'refused': {
        if (line.open) return false;
        const reason = reading.reason[options.language];
        batches.setAside({
          at: new Date().toISOString(),
          path,
          line: number,
          reason,
          refusal: { reason: reading.reason },
          ...contentOf(line.bytes),
        });
        return true;
      }
    }
  }

  async function takeRun(block: SourceBlock, run: LineRun): Promise<void> {
    for (let from = 0; from < run.lines; ) {
      const part = partOfRun(run, from, from + batches.roomFor(run, from));
      batches.add(parcelOfRun(part, block.source.path));
      settle(block, part);
      if (batches.isFull) await flush();
      from += part.lines;
    }
  }

  /** The line, or the part of a run, has been dealt with. */
  function settle(block: SourceBlock, cut: Cut): void {
    batches.reach(block, cut);
    read += cut.end - cut.start;
  }

  async function flush(): Promise<void> {
    await shipment.add(batches.take());
  }

  return {
    expect: (bytes) => {
      total = bytes;
    },
    load: async (block) => {
      for (const cut of block.lines) {
        if (isRun(cut)) {
          await takeRun(block, cut);
        } else if (take(block.source, cut)) {
          settle(block, cut);
          if (batches.isFull) await flush();
        } else {
          reporter.note('The last line is not complete yet; it stays for later', {
            path: block.source.path,
            line: cut.number,
          });
        }
      }
      if (block.end !== null) batches.reachEnd(block.source, block.end);
      const { accepted, duplicates } = shipment.counts;
      reporter.progress(read, total, { events: accepted + duplicates });
    },
    flush: async () => {
      if (!batches.isEmpty) await flush();
    },
  };
}

const tooLong: Reading = refused(
  '行が 1 MiB を超えています。先頭だけを残しました。全体は元のファイルにあります。',
  'The line is longer than 1 MiB. Its beginning is kept here; the whole is in the file.',
);

/** The size of all that will be read, for a progress bar; null when a packed file makes it unknowable. */
async function bytesToRead(paths: readonly string[], positions: readonly FilePosition[]): Promise<number | null> {
  const files = await discoverFiles(paths.filter((path) => path !== '-'));
  if (files.length === 0 && !paths.includes('-')) throw new NoSuchFiles(paths);
  if (files.some(({ path }) => packingOf(path) !== null)) return null;
  const done = new Map(positions.map(({ device, inode, offset }) => [`${device}:${inode}`, offset]));
  return files.reduce((sum, { device, inode, size }) => {
    return sum + Math.max(0, size - (done.get(`${device}:${inode}`) ?? 0));
  }, 0);
}
