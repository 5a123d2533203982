import type { JsonObject, JsonValue } from '@sekisho/provider-kit';
import { findMember, isJsonArray, isJsonObject } from '../json/json.ts';
import { assertSafeJson } from '../json/safe-json.ts';
import { scimLimits } from '../limits.ts';
import { invalidSyntax, invalidValue, noTarget, quoted } from '../refusals.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import { urns } from '../schema/urns.ts';
import { ScimError } from '../scim-error.ts';
import { parsePath } from './parse-path.ts';
import type { PatchOperation } from './patch-operation.ts';

/** The body of a PATCH in, its operations out, each still untrusted: a plugin rewrites them before they are read. */
export function readPatchBody(body: unknown): readonly JsonObject[] {
  assertSafeJson(body);
  if (!isJsonObject(body)) {
    throw invalidSyntax({
      ja: 'PATCH の本文は JSON オブジェクトで送信してください。',
      en: 'The body of a PATCH must be a JSON object.',
    });
  }
  assertPatchOp(findMember(body, 'schemas')?.value);
  const operations = findMember(body, 'Operations')?.value;
  if (!isJsonArray(operations) || operations.length === 0) {
    throw invalidSyntax({
      ja: 'Operations に 1 つ以上の操作を配列で指定してください。',
      en: 'Operations must be an array of one operation or more.',
    });
  }
  if (operations.length > scimLimits.patchOperations) throw tooManyOperations();
  return operations.map((operation, index) => {
    if (isJsonObject(operation)) return operation;
    throw invalidSyntax({
      ja: `Operations[${index}] はオブジェクトで指定してください。受信した値: ${quoted(operation)}`,
      en: `Operations[${index}] must be an object. Got ${quoted(operation)}.`,
    });
  });
}

/** Reads operations against the schema. `op` in any case; paths and values are checked before anything is applied. */
export function parseOperations(type: ResourceType, operations: readonly JsonObject[]): readonly PatchOperation[] {
  if (operations.reduce((sum, operation) => sum + weightOf(operation), 0) > scimLimits.patchOperations) {
    throw tooManyOperations();
  }
  assertSafeJson(operations);
  return operations.map((operation, index) => parseOperation(type, operation, index));
}

function tooManyOperations(): ScimError {
  return new ScimError(413, undefined, {
    ja: `1 回の PATCH の操作は ${scimLimits.patchOperations} 件までです。分割して送信してください。`,
    en: `One PATCH may hold ${scimLimits.patchOperations} operations at most. Send it in parts.`,
  });
}

/** A value without a path is as many operations as it has members, those of an extension's block counted. */
function weightOf(operation: JsonObject): number {
  const path = findMember(operation, 'path')?.value;
  const value = findMember(operation, 'value')?.value;
  const isPathless =
    path === undefined || path === null || path === '' || (typeof path === 'string' && path.includes(':'));
  if (!isPathless || !isJsonObject(value)) return 1;
  return Object.entries(value).reduce(
    (sum, [name, member]) => sum + (name.includes(':') && isJsonObject(member) ? Object.keys(member).length : 1),
    1,
  );
}

/** A whole PATCH body in, bound operations out. */
export function parsePatch(type: ResourceType, body: unknown): readonly PatchOperation[] {
  return parseOperations(type, readPatchBody(body));
}

function assertPatchOp(schemas: JsonValue | undefined): void {
  const listed = isJsonArray(schemas) ? schemas : [];
  if (listed.some((urn) => typeof urn === 'string' && urn.toLowerCase() === urns.patchOp.toLowerCase())) return;
  throw invalidSyntax({
    ja: `schemas に "${urns.patchOp}" を含めてください。受信した値: ${quoted(schemas)}`,
    en: `schemas must list "${urns.patchOp}". Got ${quoted(schemas)}.`,
  });
}

function parseOperation(type: ResourceType, operation: JsonObject, index: number): PatchOperation {
  const op = findMember(operation, 'op')?.value;
  const kind = typeof op === 'string' ? op.trim().toLowerCase() : undefined;
  const path = parseOptionalPath(type, findMember(operation, 'path')?.value, index);
  const value = findMember(operation, 'value')?.value;
  switch (kind) {
    case 'add':
    case 'replace':
      if (value === undefined) throw missingValue(index, kind);
      if (path === undefined && !isJsonObject(value)) {
        throw invalidValue({
          ja: `Operations[${index}]: path を省略する場合、value は属性名と値のオブジェクトにしてください。受信した値: ${quoted(value)}`,
          en: `Operations[${index}]: without a path, value must be an object of attributes. Got ${quoted(value)}.`,
        });
      }
      return { op: kind, path, value };
    case 'remove':
      if (path === undefined) {
        throw noTarget({
          ja: `Operations[${index}]: remove には path が必要です。`,
          en: `Operations[${index}]: remove needs a path.`,
        });
      }
      return { op: kind, path, value };
    default:
      throw invalidSyntax({
        ja: `Operations[${index}].op には add、replace、remove のいずれかを指定してください。受信した値: ${quoted(op)}`,
        en: `Operations[${index}].op must be add, replace or remove. Got ${quoted(op)}.`,
      });
  }
}

/** An absent, null or empty path means the resource itself. */
function parseOptionalPath(type: ResourceType, path: JsonValue | undefined, index: number) {
  if (path === undefined || path === null) return undefined;
  if (typeof path !== 'string') {
    throw new ScimError(400, 'invalidPath', {
      ja: `Operations[${index}].path は文字列で指定してください。受信した値: ${quoted(path)}`,
      en: `Operations[${index}].path must be a string. Got ${quoted(path)}.`,
    });
  }
  return path.trim() === '' ? undefined : parsePath(type, path.trim());
}

function missingValue(index: number, op: string): ScimError {
  return invalidValue({
    ja: `Operations[${index}]: ${op} には value が必要です。値を消すには remove を使ってください。`,
    en: `Operations[${index}]: ${op} needs a value. To clear one, use remove.`,
  });
}
