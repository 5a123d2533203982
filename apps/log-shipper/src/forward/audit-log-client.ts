import type { AuditEvent } from '@sekisho/audit-events';
import { explainProblem } from '../deliver/answer.ts';
import { backoffMs, pause, retryAfterMs } from '../deliver/backoff.ts';
import { DeliveryAborted, DeliveryImpossible } from '../deliver/sender.ts';
import type { Language } from '../settings/language.ts';

/** Reads the audit log through the admin API, as long as it takes: what may pass is tried again. */
export interface AuditLogClient {
  /** How many events there are in each stretch of `stepMs`, from `from` on; both are whole multiples of it. */
  countByTime(range: TimeRange, stepMs: number): Promise<ReadonlyMap<number, number>>;
  /** The events of a range, a page at a time, newest first. */
  pages(range: TimeRange): AsyncIterable<readonly AuditEvent[]>;
}

/** Milliseconds since 1970; `to` is not part of it. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

export interface AuditLogClientOptions {
  readonly gatewayUrl: string;
  /** An API key with the scope `audit-log:read`. */
  readonly apiKey: string;
  /** Narrows what is read, by the admin API's names. */
  readonly filter: readonly (readonly [name: string, value: string])[];
  readonly language: Language;
  readonly signal: AbortSignal;
  readonly onRetry: (retry: { reason: string; attempt: number; waitMs: number }) => void;
}

const pageSize = 1_000;
const requestTimeoutMs = 60_000;

export function createAuditLogClient(options: AuditLogClientOptions): AuditLogClient {
  const { signal, language } = options;

  async function get<T>(path: string, range: TimeRange, more: Record<string, string>, read: (body: unknown) => T) {
    const query = new URLSearchParams({
      from: new Date(range.from).toISOString(),
      to: new Date(range.to).toISOString(),
      ...more,
    });
    for (const [name, value] of options.filter) query.append(name, value);
    for (let tries = 0; ; tries += 1) {
      if (signal.aborted) throw new DeliveryAborted();
      let failure: { reason: string; waitMs: number };
      try {
        const response = await fetch(`${options.gatewayUrl}/admin/v1/audit-log/${path}?${query}`, {
          headers: { Authorization: `Bearer ${options.apiKey}`, 'Accept-Language': language },
          redirect: 'error',
          signal: AbortSignal.timeout(requestTimeoutMs),
        });
        if (response.ok) return read(await response.json());
        const explanation = explainProblem(await response.text(), language);
        if (response.status < 500 && response.status !== 429 && response.status !== 408) {
          throw new DeliveryImpossible(response.status, explanation);
        }
        const waitMs = retryAfterMs(response.headers.get('Retry-After'), new Date()) ?? backoffMs(tries);
        failure = { reason: `HTTP ${response.status}: ${explanation}`, waitMs };
      } catch (error) {
        if (error instanceof DeliveryImpossible) throw error;
        const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
        failure = { reason: cause instanceof Error ? cause.message : String(cause), waitMs: backoffMs(tries) };
      }
      options.onRetry({ ...failure, attempt: tries + 1 });
      await pause(failure.waitMs, signal);
    }
  }

  return {
    countByTime: async (range, stepMs) => {
      const buckets = Math.ceil((range.to - range.from) / stepMs) + 1;
      return get('histogram', range, { buckets: String(buckets) }, (body) => readHistogram(body, stepMs));
    },
    async *pages(range) {
      let cursor: string | null = null;
      do {
        const more: Record<string, string> = { limit: String(pageSize), ...(cursor === null ? {} : { cursor }) };
        const page: Page = await get('events', range, more, readPage);
        if (page.events.length > 0) yield page.events;
        cursor = page.nextCursor;
      } while (cursor !== null);
    },
  };
}

interface Page {
  readonly events: readonly AuditEvent[];
  readonly nextCursor: string | null;
}

/** An answer that is not the admin API's. */
function notUnderstood(): Error {
  return new Error('the answer is not one of the admin API');
}

/** Bars may be finer than asked for; they are added up. */
function readHistogram(body: unknown, stepMs: number): ReadonlyMap<number, number> {
  if (!isRecord(body) || !Array.isArray(body['buckets'])) throw notUnderstood();
  const counts = new Map<number, number>();
  for (const bucket of body['buckets']) {
    if (!isRecord(bucket)) throw notUnderstood();
    const { start, events } = bucket;
    if (typeof start !== 'string' || typeof events !== 'number') throw notUnderstood();
    const step = Math.floor(Date.parse(start) / stepMs) * stepMs;
    if (events > 0) counts.set(step, (counts.get(step) ?? 0) + events);
  }
  return counts;
}

function readPage(body: unknown): Page {
  if (!isRecord(body) || !Array.isArray(body['events'])) throw notUnderstood();
  const { nextCursor } = body;
  if (nextCursor !== null && typeof nextCursor !== 'string') throw notUnderstood();
  return { events: body['events'].map(readEvent), nextCursor };
}

function readEvent(value: unknown): AuditEvent {
  if (!isRecord(value)) throw notUnderstood();
  const text = (field: keyof AuditEvent): string => {
    const given = value[field];
    if (typeof given !== 'string') throw notUnderstood();
    return given;
  };
  return {
    id: text('id'),
    organisationId: text('organisationId'),
    product: text('product'),
    occurredAt: text('occurredAt'),
    category: text('category'),
    event: text('event'),
    action: text('action'),
    operationUserId: text('operationUserId'),
    operationUserName: text('operationUserName'),
    operationUserEmail: text('operationUserEmail'),
    ipAddress: text('ipAddress'),
    userAgent: text('userAgent'),
    spaceKey: text('spaceKey'),
    version: 'V1',
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
