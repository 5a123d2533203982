import { isJsonArray, isJsonObject, type JsonObject, type ScimQuirks } from '@sekisho/provider-kit';
import type { CaseRequest } from './case-folder.ts';

/** Runs a request through the hooks that the gateway would run it through. */
export function normaliseRequest(quirks: ScimQuirks, request: CaseRequest): JsonObject {
  const { method, path, body } = request;
  if (body === undefined) {
    const filter = new URLSearchParams(path.slice(path.indexOf('?') + 1)).get('filter') ?? '';
    return { filter: quirks.normaliseFilter?.(filter) ?? filter };
  }
  if (method === 'PATCH') return { body: normalisePatchMessage(quirks, body) };
  const hook = path.startsWith('/Users') ? quirks.normaliseUser : quirks.normaliseGroup;
  return { body: hook?.(body) ?? body };
}

/** Both PATCH hooks, one after the other: the envelope, then its operations. */
export function normalisePatchMessage(quirks: ScimQuirks, body: JsonObject): JsonObject {
  const message = quirks.normalisePatchBody?.(body) ?? body;
  const operations = message['Operations'];
  if (quirks.normalisePatch === undefined || !isJsonArray(operations)) return message;
  const objects = operations.filter((operation): operation is JsonObject => isJsonObject(operation));
  return objects.length === operations.length ? { ...message, Operations: quirks.normalisePatch(objects) } : message;
}
