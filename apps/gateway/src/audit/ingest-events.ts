import { isUtf8 } from 'node:buffer';
import type { EventRefusal } from '@sekisho/audit-events';
import { AuditStoreRejected, type EventRows, type LogName } from '@sekisho/audit-store';
import type { Clock } from '@sekisho/platform';
import { RequestProblem } from '../admin/request-problem.ts';
import type { RefuseByTime } from './contract-gate.ts';
import { lineFeed, type RawBlock, type RawEvent, readEvent, type Unreadable } from './event-source.ts';
import type { EventStream } from './event-stream.ts';
import type { MemoryBudget } from './memory-budget.ts';

/** What became of a request's events. They are durable when this is returned. */
export interface IngestOutcome {
  readonly accepted: number;
  /** Events that the organisation has stored already, under the same id. */
  readonly duplicates: number;
  readonly rejected: readonly RejectedEvent[];
}

export interface RejectedEvent extends EventRefusal {
  /** Counted from 1: the line of NDJSON, or the place in the array. */
  readonly line: number;
  /** The event's id, where it has a readable one. */
  readonly id: string | undefined;
}

export interface IngestDependencies {
  readonly clock: Clock;
  /** What the events of all requests may take together between their arrival and their being stored. */
  readonly memory: MemoryBudget;
}

/**
 * Stores the events of one request as they arrive: fill a batch, hand it to the store, fill the next meanwhile, never
 * more than two batches in memory, and no more than the budget of all requests allows. A request that has to wait for
 * the budget first lets go what it holds, so that nobody waits for somebody who waits. An event that does not fit is set
 * aside with its line and reason and holds up no other. Throws what the store throws when it is away, and what the stream
 * throws when it admits nothing (any more); what was stored until then is found as duplicates next time.
 */
export async function ingestEvents<Log extends LogName>(
  blocks: AsyncIterable<RawBlock>,
  stream: EventStream<Log>,
  dependencies: IngestDependencies,
): Promise<IngestOutcome> {
  const { memory } = dependencies;
  const admit = stream.admit ?? admitEverything;
  const rejected: RejectedEvent[] = [];
  let accepted = 0;
  let duplicates = 0;
  let line = 0;
  let batch = stream.begin();
  let lines: number[] = [];
  let held = 0;
  let storing: Promise<void> = Promise.resolve();

  /** `linesOf`: the line of each row. */
  async function store(rows: EventRows<Log>, linesOf: readonly number[], storedAt: Date): Promise<void> {
    try {
      const outcome = await stream.insert(rows, storedAt);
      accepted += outcome.stored;
      duplicates += outcome.duplicates.length;
      rows.release();
    } catch (error) {
      if (!(error instanceof AuditStoreRejected)) throw error;
      const [only, ...others] = linesOf;
      if (only !== undefined && others.length === 0) {
        reject({ line: only, id: rows.idOf(0), ...refusedByStore(error) });
        return;
      }
      // Nobody is named: halves find the culprit.
      const middle = Math.ceil(rows.length / 2);
      await store(rows.slice(0, middle), linesOf.slice(0, middle), storedAt);
      await store(rows.slice(middle, rows.length), linesOf.slice(middle), storedAt);
    }
  }

  function reject(refusal: RejectedEvent): void {
    rejected.push(refusal);
    if (rejected.length > maximumRejections) throw tooManyRejected(rejected);
  }

  async function flush(): Promise<void> {
    const { rows } = batch;
    const linesOfRows = lines;
    const bytes = held;
    batch = stream.begin();
    lines = [];
    held = 0;
    try {
      await storing;
      if (rows.length === 0) {
        memory.release(bytes);
        return;
      }
      storing = store(rows, linesOfRows, dependencies.clock.now()).finally(() => memory.release(bytes));
    } catch (error) {
      memory.release(bytes);
      throw error;
    }
    // Its failure is seen at the next turn; until then it must not count as unhandled.
    storing.catch(() => undefined);
  }

  async function waitFor(bytes: number): Promise<void> {
    await flush();
    await storing;
    await memory.take(bytes);
  }

  function takeEvent(raw: RawEvent, now: Date, refuse: RefuseByTime | null): void {
    if ('unreadable' in raw) {
      reject({ line, id: undefined, ...unreadable[raw.unreadable] });
      return;
    }
    const refusal = batch.add(raw.value, now, refuse);
    if (refusal === null) lines.push(line);
    else reject({ line, id: idOf(raw.value), ...refusal });
  }

  function takeLines(bytes: Buffer, now: Date, refuse: RefuseByTime | null): void {
    const isReadable = isUtf8(bytes);
    for (let from = 0; from < bytes.length; ) {
      line += 1;
      const next = isReadable ? batch.addLine(bytes, from, now, refuse) : -1;
      if (next !== -1) {
        lines.push(line);
        from = next;
        continue;
      }
      const end = bytes.indexOf(lineFeed, from);
      const raw = readEvent(bytes.subarray(from, end));
      if (raw !== null) takeEvent(raw, now, refuse);
      from = end + 1;
    }
  }

  try {
    await admit(dependencies.clock.now());
    for await (const block of blocks) {
      const now = dependencies.clock.now();
      const refuse = await admit(now);
      const bytes = memoryOf(block);
      if (!memory.tryTake(bytes)) await waitFor(bytes);
      held += bytes;
      if ('lines' in block) {
        takeLines(block.lines, now, refuse);
      } else {
        line += 1;
        takeEvent(block, now, refuse);
      }
      if (batch.rows.length >= batchSize || held >= batchBytes) await flush();
    }
    await flush();
    await storing;
  } finally {
    memory.release(held);
  }
  return { accepted, duplicates, rejected: rejected.sort((a, b) => a.line - b.line) };
}

const admitEverything = async () => null;

/** What a block's events take until they are stored: rows are about as long as what they were made of. */
function memoryOf(block: RawBlock): number {
  return 'lines' in block ? Math.ceil(1.25 * block.lines.length) : 0;
}

/**
 * Events handed to the store at once. The store looks up their ids among all of the organisation's; that costs about the
 * same for one event as for this many.
 */
const batchSize = 50_000;

/** Long events go in smaller batches. Usual ones take half a KB. */
const batchBytes = 32 * 1024 * 1024;

/** More than this, and the sender's mapping is wrong: the request ends with the first reasons. */
const maximumRejections = 10_000;

function idOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('id' in value)) return undefined;
  return typeof value.id === 'string' ? value.id.slice(0, 100) : undefined;
}

const unreadable: Readonly<Record<Unreadable['unreadable'], EventRefusal>> = {
  'not-json': {
    field: '',
    reason: {
      ja: 'JSON として読み取れません。1 行に 1 つの JSON オブジェクトを書いてください。',
      en: 'It is not JSON. Write one JSON object a line.',
    },
  },
  'not-utf8': {
    field: '',
    reason: { ja: 'UTF-8 ではありません。UTF-8 に変換して送ってください。', en: 'It is not UTF-8. Convert it first.' },
  },
  'too-long': {
    field: '',
    reason: { ja: '1 件は 256 KB までです。', en: 'One event may have at most 256 KB.' },
  },
};

function refusedByStore(error: AuditStoreRejected): EventRefusal {
  return {
    field: '',
    reason: { ja: `保存できませんでした: ${error.message}`, en: `It could not be stored: ${error.message}` },
  };
}

function tooManyRejected(rejected: readonly RejectedEvent[]): RequestProblem {
  return new RequestProblem(
    422,
    'request.invalid',
    {
      ja: `${maximumRejections} 件を超えるイベントがカタログに合いません。項目の対応付けを確認してください。ここまでの正しいイベントは保存されている場合があり、同じ id で送り直しても重複しません。`,
      en: `More than ${maximumRejections} events don't fit the catalogue. Check how fields are mapped. Good ones up to here may be stored; sending them again under the same ids doubles nothing.`,
    },
    {
      errors: rejected.slice(0, 50).map(({ line, field, reason }) => ({
        field: field === '' ? `${line}` : `${line}.${field}`,
        reason,
      })),
    },
  );
}
