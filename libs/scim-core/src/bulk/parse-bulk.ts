import type { JsonObject, JsonValue } from '@sekisho/provider-kit';
import { findMember, isJsonArray, isJsonObject } from '../json/json.ts';
import { assertSafeJson } from '../json/safe-json.ts';
import { scimLimits } from '../limits.ts';
import { invalidPath, invalidSyntax, invalidValue, quoted } from '../refusals.ts';
import type { ResourceTypes } from '../schema/resource-types.ts';
import { urns } from '../schema/urns.ts';
import { ScimError } from '../scim-error.ts';
import { referencesIn } from './bulk-references.ts';
import type { BulkOperation, BulkOperationName, BulkRequest, BulkStep } from './bulk-request.ts';
import { orderSteps } from './order-steps.ts';

/**
 * A bulk request in, its steps out in the order to run them: a POST that others refer to comes before them. What is
 * wrong with one operation refuses that one; what is wrong with the envelope refuses the request.
 */
export function parseBulk(types: ResourceTypes, body: unknown): BulkRequest {
  assertSafeJson(body);
  const envelope = isJsonObject(body) ? body : {};
  const schemas = findMember(envelope, 'schemas')?.value;
  const listed = isJsonArray(schemas) ? schemas : [];
  if (!listed.some((urn) => typeof urn === 'string' && urn.toLowerCase() === urns.bulkRequest.toLowerCase())) {
    throw invalidSyntax({
      ja: `schemas に "${urns.bulkRequest}" を含めてください。受信した値: ${quoted(schemas)}`,
      en: `schemas must list "${urns.bulkRequest}". Got ${quoted(schemas)}.`,
    });
  }
  const operations = findMember(envelope, 'Operations')?.value;
  if (!isJsonArray(operations) || operations.length === 0) {
    throw invalidSyntax({
      ja: 'Operations に 1 つ以上の操作を配列で指定してください。',
      en: 'Operations must be an array of one operation or more.',
    });
  }
  if (operations.length > scimLimits.bulkOperations) {
    throw new ScimError(413, undefined, {
      ja: `一括リクエストの操作は ${scimLimits.bulkOperations} 件までです（受信: ${operations.length} 件）。分割して送信してください。`,
      en: `A bulk request may hold ${scimLimits.bulkOperations} operations at most; this one has ${operations.length}. Send it in parts.`,
    });
  }
  const steps = operations.map((operation, index) => parseStep(types, operation, index));
  return { failOnErrors: readFailOnErrors(findMember(envelope, 'failOnErrors')?.value), steps: orderSteps(steps) };
}

function readFailOnErrors(value: JsonValue | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  throw invalidValue({
    ja: `failOnErrors には 1 以上の整数を指定してください。受信した値: ${quoted(value)}`,
    en: `failOnErrors must be an integer of 1 or more. Got ${quoted(value)}.`,
  });
}

function parseStep(types: ResourceTypes, value: JsonValue, index: number): BulkStep {
  const object = isJsonObject(value) ? value : {};
  const method = textOf(object, 'method')?.toUpperCase() ?? '';
  const name: BulkOperationName = { index, method, bulkId: textOf(object, 'bulkId') };
  try {
    return { kind: 'run', operation: parseOperation(types, object, name) };
  } catch (error) {
    if (error instanceof ScimError) return { kind: 'refused', operation: name, error };
    throw error;
  }
}

function parseOperation(types: ResourceTypes, object: JsonObject, name: BulkOperationName): BulkOperation {
  const { method, index } = name;
  if (method !== 'POST' && method !== 'PUT' && method !== 'PATCH' && method !== 'DELETE') {
    throw invalidSyntax({
      ja: `Operations[${index}].method には POST、PUT、PATCH、DELETE のいずれかを指定してください。`,
      en: `Operations[${index}].method must be POST, PUT, PATCH or DELETE.`,
    });
  }
  const path = textOf(object, 'path') ?? '';
  const [, endpoint = '', id] = /^\/?([^/?#]+)(?:\/([^/?#]+))?\/?$/.exec(path) ?? [];
  const type = types.byEndpoint(endpoint);
  if (type === undefined || (method === 'POST') !== (id === undefined)) {
    const wanted = method === 'POST' ? '/Users' : '/Users/{id}';
    throw invalidPath({
      ja: `Operations[${index}].path が正しくありません（${method} の例: ${wanted}）。受信した値: ${quoted(path)}`,
      en: `Operations[${index}].path is wrong; for ${method} it looks like ${wanted}. Got ${quoted(path)}.`,
    });
  }
  if (method === 'POST' && name.bulkId === undefined) {
    throw invalidSyntax({
      ja: `Operations[${index}]: POST には bulkId が必要です。`,
      en: `Operations[${index}]: POST needs a bulkId.`,
    });
  }
  const data = findMember(object, 'data')?.value;
  if (method !== 'DELETE' && !isJsonObject(data)) {
    throw invalidSyntax({
      ja: `Operations[${index}]: ${method} には data（オブジェクト）が必要です。`,
      en: `Operations[${index}]: ${method} needs data, an object.`,
    });
  }
  return {
    ...name,
    method,
    type,
    id: id === undefined ? undefined : decodeId(id, index),
    version: textOf(object, 'version'),
    data: method !== 'DELETE' && isJsonObject(data) ? data : undefined,
    references: referencesIn([id ?? null, method !== 'DELETE' && isJsonObject(data) ? data : null]),
  };
}

function decodeId(id: string, index: number): string {
  try {
    return decodeURIComponent(id);
  } catch (cause) {
    throw invalidPath(
      {
        ja: `Operations[${index}].path の id が正しくエンコードされていません。`,
        en: `The id in Operations[${index}].path is not encoded well.`,
      },
      { cause },
    );
  }
}

function textOf(object: JsonObject, name: string): string | undefined {
  const value = findMember(object, name)?.value;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
