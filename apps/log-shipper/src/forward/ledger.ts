import { readFile, stat } from 'node:fs/promises';
import { CheckpointUnreadable } from '../checkpoint/checkpoint-store.ts';
import { appendDurably, replaceDurably } from '../checkpoint/durable-file.ts';

/**
 * What has been forwarded, on disk: how many events of each minute, and of the latest minutes which. The log is read by
 * when events happened, and an event may arrive long after; a minute whose count in the log has grown has something new
 * in it, and the ids say what. Where ids are no longer known (there is a limit on them), the whole minute goes again.
 */
export interface Ledger {
  readonly from: number;
  readonly filter: string;
  /** When the whole log was last gone through to its end; null: never yet. */
  caughtUpAt(): number | null;
  countOfHour(hour: number): number;
  count(minute: number): number;
  /** Null: they are no longer known. */
  ids(minute: number): ReadonlySet<string> | null;
  /** Notes events as forwarded; resolves when that is on the disk. */
  note(minute: number, ids: readonly string[]): Promise<void>;
  /** The log holds this many events of that minute: fewer than before after retention, or a minute that went again. */
  correct(minute: number, count: number): Promise<void>;
  /** The whole log has been gone through; minutes before `keepFrom` need not be known any more. */
  catchUp(at: number, keepFrom: number): Promise<void>;
}

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** Ids that are remembered at most: about 50 MB of memory. */
const maximumIds = 500_000;

interface Minute {
  count: number;
  ids: Set<string> | null;
}

export interface LedgerStart {
  readonly from: number;
  /** What is read, as one text: a ledger belongs to it. */
  readonly filter: string;
}

/** Opens a ledger, or begins one. Throws {@link CheckpointUnreadable}. */
export async function openLedger(path: string, start: LedgerStart, limit = maximumIds): Promise<Ledger> {
  const minutes = new Map<number, Minute>();
  const hours = new Map<number, number>();
  let known = 0;
  let caughtUpAt: number | null = null;
  let journalBytes = 0;

  function set(minute: number, entry: Minute): void {
    const hour = Math.floor(minute / hourMs) * hourMs;
    const before = minutes.get(minute);
    hours.set(hour, (hours.get(hour) ?? 0) + entry.count - (before?.count ?? 0));
    known += (entry.ids?.size ?? 0) - (before?.ids?.size ?? 0);
    minutes.set(minute, entry);
  }

  function add(minute: number, ids: readonly string[]): void {
    const before = minutes.get(minute) ?? { count: 0, ids: new Set() };
    const all = before.ids === null ? null : new Set([...before.ids, ...ids]);
    set(minute, { count: before.count + ids.length, ids: all });
    if (known > limit) dropOldestIds();
  }

  function dropOldestIds(): void {
    const oldestFirst = [...minutes].filter(([, { ids }]) => ids !== null).sort(([a], [b]) => a - b);
    for (const [minute, { count }] of oldestFirst) {
      if (known <= limit / 2) return;
      set(minute, { count, ids: null });
    }
  }

  const text = await readIfThere(path);
  const [head, ...lines] = text.split('\n');
  const begun = text === '' ? start : parseHead(head ?? '', path);
  for (const line of lines) {
    const entry = parseEntry(line);
    if (entry === null) continue;
    if ('caughtUpAt' in entry) caughtUpAt = entry.caughtUpAt;
    else if ('ids' in entry) add(entry.minute, entry.ids);
    else set(entry.minute, { count: entry.count, ids: null });
  }

  async function compact(): Promise<void> {
    const entries = [...minutes].map(([minute, { count, ids }]) =>
      JSON.stringify(ids === null || ids.size !== count ? { minute, count } : { minute, ids: [...ids] }),
    );
    const head = JSON.stringify({ version: 1, ...begun });
    const last = JSON.stringify({ caughtUpAt });
    await replaceDurably(path, `${[head, ...entries, ...(caughtUpAt === null ? [] : [last])].join('\n')}\n`);
    journalBytes = (await stat(path)).size;
    compactAbove = 2 * journalBytes + 8_000_000;
  }
  let compactAbove = 0;
  await compact();

  async function append(entry: object): Promise<void> {
    const line = `\n${JSON.stringify(entry)}\n`;
    await appendDurably(path, line);
    journalBytes += Buffer.byteLength(line);
    if (journalBytes > compactAbove) await compact();
  }

  return {
    ...begun,
    caughtUpAt: () => caughtUpAt,
    countOfHour: (hour) => hours.get(hour) ?? 0,
    count: (minute) => minutes.get(minute)?.count ?? 0,
    ids: (minute) => {
      const entry = minutes.get(minute);
      return entry === undefined ? new Set() : entry.ids;
    },
    note: async (minute, ids) => {
      await append({ minute, ids });
      add(minute, ids);
    },
    correct: async (minute, count) => {
      await append({ minute, count });
      set(minute, { count, ids: null });
    },
    catchUp: async (at, keepFrom) => {
      await append({ caughtUpAt: at });
      caughtUpAt = at;
      for (const [minute, { ids }] of minutes) {
        if (minute >= keepFrom) continue;
        minutes.delete(minute);
        known -= ids?.size ?? 0;
      }
      for (const hour of hours.keys()) if (hour + hourMs <= keepFrom) hours.delete(hour);
    },
  };
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

function parseHead(line: string, path: string): LedgerStart {
  const value = parseJson(line);
  if (!isRecord(value)) throw new CheckpointUnreadable(path);
  const { version, from, filter } = value;
  if (version !== 1 || typeof from !== 'number' || typeof filter !== 'string') throw new CheckpointUnreadable(path);
  return { from, filter };
}

type Entry = { minute: number; ids: string[] } | { minute: number; count: number } | { caughtUpAt: number };

/** Null for half a line after a crash: what it said was forwarded goes once more. */
function parseEntry(line: string): Entry | null {
  const value = parseJson(line);
  if (!isRecord(value)) return null;
  const { minute, ids, count, caughtUpAt } = value;
  if (typeof caughtUpAt === 'number') return { caughtUpAt };
  if (typeof minute !== 'number') return null;
  if (typeof count === 'number') return { minute, count };
  if (Array.isArray(ids) && ids.every((id) => typeof id === 'string')) return { minute, ids };
  return null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
