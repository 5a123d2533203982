import {
  type BulkOperation,
  type BulkOutcome,
  locationOf,
  parseBulk,
  parsePreconditions,
  type ResourceTypes,
  renderBulkResponse,
  resolveReferences,
  versionTag,
} from '@sekisho/scim-core';
import { newTrace, type ScimReply, type ScimRequest } from '../exchange.ts';
import { toScimError } from '../to-scim-error.ts';

/** Carries out one operation as if it had come as a request of its own. */
export type CarryOut = (method: string, path: readonly string[], request: ScimRequest) => Promise<ScimReply>;

/**
 * `POST /Bulk` (RFC 7644 §3.7): operations run one after the other, those that others refer to first. Each is a
 * transaction of its own, and each is answered for itself; `failOnErrors` stops the rest. Only what would meet the next
 * operation too, a failure of ours, ends the whole request.
 */
export function bulkHandler(types: ResourceTypes, carryOut: CarryOut) {
  return async (request: ScimRequest): Promise<ScimReply> => {
    const bulk = parseBulk(types, request.body);
    const ids = new Map<string, string>();
    const outcomes: BulkOutcome[] = [];
    let failures = 0;
    for (const step of bulk.steps) {
      if (bulk.failOnErrors !== undefined && failures >= bulk.failOnErrors) break;
      const outcome = step.kind === 'refused' ? step : await runOperation(request, carryOut, step.operation, ids);
      if ('error' in outcome) failures += 1;
      outcomes.push(outcome);
    }
    request.trace.note = `operations: ${outcomes.length}, failed: ${failures}`;
    return { status: 200, body: renderBulkResponse(outcomes) };
  };
}

async function runOperation(
  request: ScimRequest,
  carryOut: CarryOut,
  operation: BulkOperation,
  ids: Map<string, string>,
): Promise<BulkOutcome> {
  const { type } = operation;
  const { baseUrl } = request.caller;
  const trace = newTrace();
  let id: string | undefined;
  try {
    const resolved = resolveReferences(operation, ids);
    id = resolved.id;
    const path = id === undefined ? [type.endpoint.slice(1)] : [type.endpoint.slice(1), id];
    const reply = await carryOut(operation.method, path, {
      ...request,
      id: id ?? '',
      query: {},
      body: resolved.data,
      preconditions: parsePreconditions(resolved.version, undefined),
      prefer: undefined,
      trace,
    });
    const made = trace.resourceId;
    if (made !== undefined && operation.bulkId !== undefined) ids.set(operation.bulkId, made);
    const shownId = made ?? id;
    return {
      operation,
      status: reply.status,
      location: shownId === undefined ? undefined : locationOf(type, shownId, baseUrl),
      version: reply.version === undefined ? undefined : versionTag(reply.version),
    };
  } catch (error) {
    const refusal = toScimError(error);
    if (refusal === null || refusal.status >= 500) throw error;
    return { operation, error: refusal, location: id === undefined ? undefined : locationOf(type, id, baseUrl) };
  } finally {
    request.trace.events = [...request.trace.events, ...trace.events];
  }
}
