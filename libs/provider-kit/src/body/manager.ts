import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, objectFrom } from '../json.ts';
import { enterpriseUserSchema, sameName } from '../schema-urns.ts';

/**
 * A manager in any shape as the RFC's object, or undefined where none is meant.
 * Seen: `"id"` and `[{ "value": "id" }]` (Entra ID), `{ "managerId": "id" }` (OneLogin templates: SCIM 1.1's name),
 * and `""` to remove. A list of several is left for scim-core to refuse.
 */
export function readManager(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : { value };
  if (isJsonArray(value)) return value.length === 0 ? undefined : value.length === 1 ? readManager(value[0]) : value;
  if (!isJsonObject(value)) return value ?? undefined;
  const renamed = renameManagerId(value);
  const id = Object.entries(renamed).find(([name]) => sameName(name, 'value'))?.[1];
  const rest = Object.entries(renamed).filter(([name]) => !sameName(name, 'displayName'));
  // A template without a manager still fills in `displayName` (of nobody, a single space).
  return (id === undefined && rest.length === 0) || id === '' || id === null ? undefined : renamed;
}

function renameManagerId(manager: JsonObject): JsonObject {
  const names = Object.keys(manager);
  if (names.some((name) => sameName(name, 'value'))) {
    return objectFrom(Object.entries(manager).filter(([name]) => !sameName(name, 'managerId')));
  }
  return objectFrom(
    Object.entries(manager).map(([name, value]) => [sameName(name, 'managerId') ? 'value' : name, value]),
  );
}

/** Gives the enterprise extension's `manager` its RFC shape, and leaves it out where nobody is named. */
export function managerFromAnyShape(body: JsonObject): JsonObject {
  return objectFrom(
    Object.entries(body).map(([name, value]) => [
      name,
      sameName(name, enterpriseUserSchema) && isJsonObject(value) ? withManager(value) : value,
    ]),
  );
}

function withManager(extension: JsonObject): JsonObject {
  return objectFrom(
    Object.entries(extension).flatMap(([name, value]) => {
      if (!sameName(name, 'manager')) return [[name, value] as const];
      const manager = readManager(value);
      return manager === undefined ? [] : [[name, manager] as const];
    }),
  );
}
