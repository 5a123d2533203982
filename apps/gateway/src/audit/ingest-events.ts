import type { EventRefusal } from '@sekisho/audit-events';
import { AuditStoreRejected } from '@sekisho/audit-store';
import type { Clock } from '@sekisho/platform';
import { RequestProblem } from '../admin/request-problem.ts';
import type { RawEvent } from './event-source.ts';
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
 * Stores the events of one request as they arrive: parse a batch, hand it to the store, parse the next meanwhile, never
 * more than two batches in memory, and no more than the budget of all requests allows. A request that has to wait for
 * the budget first lets go what it holds, so that nobody waits for somebody who waits. An event that does not fit is set aside with its line and reason and holds up no
 * other. Throws what the store throws when it is away, and what the stream throws when it admits nothing (any more); what was
 * stored until then is found as duplicates next time.
 */
export async function ingestEvents<Event extends { readonly id: string }>(
  blocks: AsyncIterable<readonly RawEvent[]>,
  stream: EventStream<Event>,
  dependencies: IngestDependencies,
): Promise<IngestOutcome> {
  const { memory } = dependencies;
  const admit = stream.admit ?? admitEverything;
  const rejected: RejectedEvent[] = [];
  let accepted = 0;
  let duplicates = 0;
  let batch: NumberedEvent<Event>[] = [];
  let held = 0;
  let storing: Promise<void> = Promise.resolve();

  async function store(events: readonly NumberedEvent<Event>[], storedAt: Date): Promise<void> {
    try {
      const outcome = await stream.insert(
        events.map(({ event }) => event),
        storedAt,
      );
      accepted += outcome.stored;
      duplicates += outcome.duplicates.length;
    } catch (error) {
      if (!(error instanceof AuditStoreRejected)) throw error;
      const culprits = events.length === 1 ? events : events.filter(({ event }) => error.eventIds.includes(event.id));
      for (const { line, event } of culprits) reject({ line, id: event.id, ...refusedByStore(error) });
      const others = events.filter((event) => !culprits.includes(event));
      // Nobody named: halves find the culprit.
      const middle = culprits.length > 0 ? others.length : Math.ceil(others.length / 2);
      for (const part of [others.slice(0, middle), others.slice(middle)]) {
        if (part.length > 0) await store(part, storedAt);
      }
    }
  }

  function reject(refusal: RejectedEvent): void {
    rejected.push(refusal);
    if (rejected.length > maximumRejections) throw tooManyRejected(rejected);
  }

  async function flush(): Promise<void> {
    const events = batch;
    const bytes = held;
    batch = [];
    held = 0;
    try {
      await storing;
      storing = store(events, dependencies.clock.now()).finally(() => memory.release(bytes));
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

  try {
    await admit(dependencies.clock.now());
    for await (const block of blocks) {
      const now = dependencies.clock.now();
      const refuse = await admit(now);
      for (const raw of block) {
        if ('unreadable' in raw) {
          reject({ line: raw.line, id: undefined, ...unreadable[raw.unreadable] });
          continue;
        }
        const parsed = stream.parse(raw.value, now);
        if (!parsed.ok) {
          reject({ line: raw.line, id: idOf(raw.value), ...parsed.refusal });
          continue;
        }
        const refusal = refuse(parsed.event);
        if (refusal !== null) {
          reject({ line: raw.line, id: parsed.event.id, ...refusal });
          continue;
        }
        const bytes = stream.memoryOf(parsed.event);
        if (!memory.tryTake(bytes)) await waitFor(bytes);
        held += bytes;
        batch.push({ line: raw.line, event: parsed.event });
        if (batch.length >= batchSize || held >= batchBytes) await flush();
      }
    }
    await flush();
    await storing;
  } finally {
    memory.release(held);
  }
  return { accepted, duplicates, rejected: rejected.sort((a, b) => a.line - b.line) };
}

const admitEverything = async () => () => null;

interface NumberedEvent<Event> {
  readonly line: number;
  readonly event: Event;
}

/**
 * Events handed to the store at once. The store looks up their ids among all of the organisation's; that costs about the
 * same for one event as for this many.
 */
const batchSize = 20_000;

/** Long events go in smaller batches. Usual ones take 1.5 KB. */
const batchBytes = 32 * 1024 * 1024;

/** More than this, and the sender's mapping is wrong: the request ends with the first reasons. */
const maximumRejections = 10_000;

function idOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('id' in value)) return undefined;
  return typeof value.id === 'string' ? value.id.slice(0, 100) : undefined;
}

const unreadable: Readonly<Record<'not-json' | 'not-utf8' | 'too-long', EventRefusal>> = {
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
