import type { LogName } from '@sekisho/audit-store';
import type { Language } from '@sekisho/domain';
import type { Clock, Logger } from '@sekisho/platform';
import { type Request, type Response, Router } from 'express';
import { answerProblems } from '../admin/problem-response.ts';
import { RequestProblem } from '../admin/request-problem.ts';
import { type AccessEventStreamDependencies, accessEventStreams } from './access-event-stream.ts';
import { readArray, readLines } from './event-source.ts';
import {
  type AuditEventStreamDependencies,
  auditEventStreams,
  type EventKeyScope,
  type OpenEventStream,
} from './event-stream.ts';
import { type IngestOutcome, ingestEvents } from './ingest-events.ts';
import { createMemoryBudget } from './memory-budget.ts';
import { readBody } from './request-body.ts';

export interface AuditIngestDependencies extends AccessEventStreamDependencies, AuditEventStreamDependencies {
  /** Whose events a key may write; null for anything that is not a valid key of a product. */
  readonly authenticateEventKey: (secret: string) => Promise<EventKeyScope | null>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Where products send their events: `POST /audit/v1/events` for the audit log, `POST /audit/v1/access-events` for the
 * access log; NDJSON or a JSON array, packed or not. The key says whose events they are and of which product. The answer
 * comes when every accepted event is on disk, and names each refused one by line and reason; refused events hold up no
 * others. While the store is away: 503 with `Retry-After`. Audit events outside of the organisation's trial or contract:
 * 403. Accesses that the plan of the product does not include: 409.
 */
export function auditIngestRouter(dependencies: AuditIngestDependencies): Router {
  const { logger } = dependencies;
  const router = Router({ caseSensitive: true });
  const ingestDependencies = { ...dependencies, memory: createMemoryBudget(memoryOfAllRequests) };

  async function ingest<Log extends LogName>(
    open: OpenEventStream<Log>,
    request: Request,
    response: Response,
  ): Promise<void> {
    const key = await dependencies.authenticateEventKey(bearerOf(request));
    if (key === null) throw unknownKey();
    const stream = await open(key);
    const read = readerFor(request);
    const outcome = await ingestEvents(read(readBody(request)), stream, ingestDependencies);
    logger.info(
      {
        path: request.path,
        organisationId: key.organisationId,
        product: key.product,
        accepted: outcome.accepted,
        duplicates: outcome.duplicates,
        rejected: outcome.rejected.length,
      },
      'events ingested',
    );
    const language: Language = request.acceptsLanguages('en', 'ja') === 'ja' ? 'ja' : 'en';
    response
      .status(200)
      .set({ 'Cache-Control': 'no-store', 'Content-Language': language, Vary: 'Accept-Language' })
      .json(render(outcome, language));
  }

  function take<Log extends LogName>(path: string, open: OpenEventStream<Log>): void {
    router
      .route(path)
      .post(async (request, response) => {
        try {
          await ingest(open, request, response);
        } catch (error) {
          await discardRest(request);
          if (request.socket.destroyed) return;
          if (!request.readableEnded) response.set('Connection', 'close');
          throw error;
        }
      })
      .all(() => {
        throw new RequestProblem(
          405,
          'request.method-not-allowed',
          { ja: 'ここで使えるメソッドは POST です。', en: 'Only POST works here.' },
          { headers: { Allow: 'POST' } },
        );
      });
    router.use(path, answerProblems(logger));
  }

  take('/audit/v1/events', auditEventStreams(dependencies));
  take('/audit/v1/access-events', accessEventStreams(dependencies));
  return router;
}

/**
 * Takes what is left of the body, for a moment: a sender who is still writing when the connection closes would see a
 * reset instead of our answer.
 */
async function discardRest(request: Request): Promise<void> {
  if (request.readableEnded || request.destroyed) return;
  await new Promise<void>((resolve) => {
    const patience = setTimeout(resolve, discardForMs);
    request.once('close', () => {
      clearTimeout(patience);
      resolve();
    });
    request.once('end', () => {
      clearTimeout(patience);
      resolve();
    });
    request.resume();
  });
}

const discardForMs = 2_000;

/**
 * What events may take until they are stored, in bytes. Beyond it requests are not read on, so their senders wait.
 * A bound on the number of requests would let a few slow senders keep everybody else waiting.
 */
const memoryOfAllRequests = 96 * 1024 * 1024;

function bearerOf(request: Request): string {
  const token = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
  if (token === undefined) throw unknownKey();
  return token;
}

function readerFor(request: Request): typeof readLines {
  const type = (request.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (ndjsonTypes.has(type)) return readLines;
  if (type === 'application/json') return readArray;
  throw new RequestProblem(415, 'request.unsupported-media-type', {
    ja: 'NDJSON は Content-Type: application/x-ndjson、JSON の配列は application/json で送信してください。',
    en: 'Send NDJSON with Content-Type: application/x-ndjson, or a JSON array with application/json.',
  });
}

const ndjsonTypes = new Set(['application/x-ndjson', 'application/ndjson', 'application/jsonl']);

function unknownKey(): RequestProblem {
  return new RequestProblem(
    401,
    'authentication.required',
    {
      ja: 'イベント送信用のキーが必要です。プロダクトを指定して発行した API キーを Authorization: Bearer で送ってください。',
      en: 'This needs a key for sending events: an API key issued for a product, as Authorization: Bearer.',
    },
    { headers: { 'WWW-Authenticate': 'Bearer realm="sekisho events"' } },
  );
}

function render({ accepted, duplicates, rejected }: IngestOutcome, language: Language) {
  return {
    accepted,
    duplicates,
    rejected: rejected.map(({ line, id, field, reason }) => ({
      line,
      ...(id === undefined ? {} : { id }),
      ...(field === '' ? {} : { field }),
      reason: reason[language],
      reasonLocalised: reason,
    })),
  };
}
