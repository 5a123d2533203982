import { type JsonValue, objectFrom } from '@sekisho/provider-kit';
import { isJsonArray, isJsonObject } from '../json/json.ts';
import { quoted } from '../refusals.ts';
import { ScimError } from '../scim-error.ts';
import type { BulkOperation } from './bulk-request.ts';

/**
 * References between the operations of one bulk request (RFC 7644 §3.7.2): `bulkId:qwerty` stands for the id that the
 * POST with that bulkId will get, as a whole string in `data`, in `path`, or quoted inside a PATCH path's filter.
 */
const whole = /^bulkId:(.+)$/i;
const inFilter = /"bulkId:([^"\\]+)"/gi;

/** The bulkIds that a value refers to, each once. */
export function referencesIn(value: JsonValue | undefined): readonly string[] {
  const found = new Set<string>();
  mapStrings(value, (text) => {
    const reference = whole.exec(text)?.[1];
    if (reference !== undefined) found.add(reference);
    else for (const match of text.matchAll(inFilter)) found.add(match[1] ?? '');
    return text;
  });
  return [...found];
}

/**
 * The operation with every reference replaced by the id it stands for. 409 when one has none, because the operation
 * that would have made it failed.
 */
export function resolveReferences(operation: BulkOperation, ids: ReadonlyMap<string, string>): BulkOperation {
  if (operation.references.length === 0) return operation;
  const idOf = (reference: string) => {
    const id = ids.get(reference);
    if (id !== undefined) return id;
    throw new ScimError(409, 'invalidValue', {
      ja: `bulkId ${quoted(reference)} のリソースが作成されなかったため、この操作を実行できません。`,
      en: `The resource of bulkId ${quoted(reference)} was not created, so this operation can't run.`,
    });
  };
  const replace = (text: string) => {
    const reference = whole.exec(text)?.[1];
    if (reference !== undefined) return idOf(reference);
    return text.replace(inFilter, (_match, name: string) => JSON.stringify(idOf(name)));
  };
  const data = mapStrings(operation.data, replace);
  return {
    ...operation,
    id: operation.id === undefined ? undefined : replace(operation.id),
    data: isJsonObject(data) ? data : undefined,
  };
}

function mapStrings(value: JsonValue | undefined, change: (text: string) => string): JsonValue | undefined {
  if (typeof value === 'string') return change(value);
  if (isJsonArray(value)) return value.map((element) => mapStrings(element, change) ?? null);
  if (isJsonObject(value)) {
    return objectFrom(Object.entries(value).map(([name, member]) => [name, mapStrings(member, change)]));
  }
  return value;
}
