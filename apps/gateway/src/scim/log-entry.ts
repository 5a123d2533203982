import type { IncomingMessage } from 'node:http';
import { describeEvent, removeSecrets, removeSecretsFromText } from '@sekisho/application';
import type { JsonObject, JsonValue } from '@sekisho/provider-kit';
import type { ScimError } from '@sekisho/scim-core';
import type { ProvisioningLogEntry } from '@sekisho/storage';
import type { Caller, RequestTrace, ScimReply } from './exchange.ts';

/** One exchange as the provisioning log keeps it: facts without secrets, and bounded whatever came. */

/** What is known of an exchange when it is over. */
interface FinishedExchange {
  readonly id: string;
  readonly caller: Caller;
  readonly receivedAt: Date;
  readonly durationMs: number;
  readonly request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>;
  readonly trace: RequestTrace;
  readonly reply: ScimReply;
  readonly error: ScimError | undefined;
}

/** Bytes of a body that are kept; a group of thousands is shown by its beginning. */
const fieldLimit = 16_384;
/** Raw captures are made for their shapes, so more of them is kept. */
const rawLimit = 131_072;
const shownChanges = 50;

export function logEntryOf(exchange: FinishedExchange): ProvisioningLogEntry {
  const { caller, trace, reply, error, request } = exchange;
  const { connection, organisation } = caller.context;
  return {
    id: exchange.id,
    organisationId: organisation.id,
    connectionId: connection.id,
    receivedAt: exchange.receivedAt,
    durationMs: exchange.durationMs,
    method: request.method ?? '',
    path: storable(pathBelow(request.url ?? '/')),
    resourceType: trace.resourceType ?? null,
    resourceId: trace.resourceId === undefined ? null : storable(trace.resourceId).slice(0, 200),
    status: reply.status,
    outcome: outcomeOf(exchange),
    scimType: error?.scimType ?? null,
    note: trace.note ?? null,
    request: bounded(trace.body, trace),
    normalised: bounded(trace.normalised, trace),
    changes: changesOf(trace),
    answer: answerOf(reply),
    explanation: error?.explanation ?? null,
    raw: isCaptured(exchange) ? rawOf(exchange) : null,
  };
}

function outcomeOf({ request, reply, trace, error }: FinishedExchange): ProvisioningLogEntry['outcome'] {
  if (reply.status >= 500) return 'failed';
  if (error !== undefined) return 'refused';
  const reads = request.method === 'GET' || request.method === 'HEAD' || request.url?.includes('/.search') === true;
  if (reads) return 'read';
  return trace.events.length > 0 ? 'applied' : 'unchanged';
}

/** The connection is a column of its own. */
function pathBelow(url: string): string {
  return (/^\/[^/?]*(.*)$/.exec(url)?.[1] ?? url).slice(0, 2_000);
}

function changesOf(trace: RequestTrace): JsonValue | null {
  if (trace.events.length === 0) return null;
  const shown: JsonValue[] = trace.events.slice(0, shownChanges).map((event) => {
    const { event: name, action } = describeEvent(event);
    return { event: name, action, ...(event.type === 'account.updated' ? { attributes: event.changed } : {}) };
  });
  const more = trace.events.length - shown.length;
  return more > 0 ? [...shown, { more }] : shown;
}

/** Of an error everything, of a list its numbers, of a resource which one it was: the directory itself knows the rest. */
function answerOf({ status, body, version }: ScimReply): JsonValue {
  if (body === undefined) return { status };
  if (status >= 400) return { status, ...body };
  const numbers = pick(body, 'totalResults', 'itemsPerPage', 'startIndex');
  return {
    status,
    ...pick(body, 'id', 'userName', 'displayName'),
    ...numbers,
    ...(version === undefined ? {} : { version }),
  };
}

function pick(body: JsonObject, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(names.filter((name) => body[name] !== undefined).map((name) => [name, body[name]]));
}

/** A large body is shown by the beginning of its text: walking through all of it would hold other requests up. */
function bounded(value: JsonValue | undefined, { bytes }: RequestTrace): JsonValue | null {
  if (value === undefined) return null;
  if (bytes === undefined || bytes.length <= fieldLimit) return removeSecrets(value);
  const beginning = removeSecretsFromText(storable(bytes.toString('utf8', 0, fieldLimit)));
  return { truncated: true, bytes: bytes.length, beginning };
}

function isCaptured({ caller, receivedAt }: FinishedExchange): boolean {
  const until = caller.context.settings.rawCaptureUntil;
  return until !== null && receivedAt < until;
}

function rawOf({ request, trace, reply }: FinishedExchange): JsonValue {
  const headers = Object.entries(request.headers).map(([name, value]): [string, JsonValue] => [
    name,
    name === 'authorization' || name === 'cookie' ? '[removed]' : storable(String(value)),
  ]);
  const body = trace.bytes === undefined ? null : storable(trace.bytes.toString('utf8', 0, rawLimit));
  return {
    headers: Object.fromEntries(headers),
    body: body === null ? null : removeSecretsFromText(body),
    response: reply.body === undefined ? null : storable(JSON.stringify(reply.body).slice(0, rawLimit)),
  };
}

/** PostgreSQL stores neither U+0000 nor half a surrogate pair, and a log must take whatever came. */
function storable(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD').toWellFormed();
}
