import { isJsonObject, type JsonObject, type JsonValue } from '@sekisho/provider-kit';
import { type PatchOperation, parseOperations, type ResourceType, readPatchBody, userType } from '@sekisho/scim-core';
import type { ScimRequest } from '../exchange.ts';

/** What the connection's plugin makes of a request before scim-core reads it. What the plugin changed is traced. */

/** The body of POST or PUT, in RFC JSON but still untrusted. What is no object passes by: scim-core refuses it. */
export function normalisedResource(type: ResourceType, request: ScimRequest): JsonValue | undefined {
  const { body, caller, trace } = request;
  if (!isJsonObject(body)) return body;
  const { quirks } = caller.context;
  const normalised = (type === userType ? quirks?.normaliseUser?.(body) : quirks?.normaliseGroup?.(body)) ?? body;
  if (normalised !== body) trace.normalised = normalised;
  return normalised;
}

/** The operations of a PATCH, read and bound to the schema. */
export function normalisedOperations(type: ResourceType, request: ScimRequest): readonly PatchOperation[] {
  const { body, caller, trace } = request;
  const { quirks } = caller.context;
  const message = isJsonObject(body) ? (quirks?.normalisePatchBody?.(body) ?? body) : body;
  const operations = readPatchBody(message);
  const normalised = quirks?.normalisePatch?.(operations) ?? operations;
  if (normalised !== operations) trace.normalised = { Operations: normalised };
  return parseOperations(type, normalised);
}

/** The query of a list, its filter as the RFC writes it. */
export function normalisedQuery(request: ScimRequest): Readonly<Record<string, string>> {
  const { query, caller, trace } = request;
  const filter = query['filter'];
  const normalised = filter === undefined ? undefined : caller.context.quirks?.normaliseFilter?.(filter);
  if (normalised === undefined || normalised === filter) return query;
  trace.normalised = { filter: normalised };
  return { ...query, filter: normalised };
}

/** The body of `.search`, its filter as the RFC writes it. */
export function normalisedSearch(request: ScimRequest): JsonValue | undefined {
  const { body, caller, trace } = request;
  const normalise = caller.context.quirks?.normaliseFilter;
  if (normalise === undefined || !isJsonObject(body)) return body;
  const entries = Object.entries(body).map(([name, value]): [string, JsonValue | undefined] => [
    name,
    name.toLowerCase() === 'filter' && typeof value === 'string' ? normalise(value) : value,
  ]);
  const normalised: JsonObject = Object.fromEntries(entries);
  trace.normalised = normalised;
  return normalised;
}
