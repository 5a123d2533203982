import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, objectFrom } from '../json.ts';
import { memberOf, pathOf, withMember } from '../patch/operation.ts';
import { nameIn, sameName } from '../schema-urns.ts';

const rolesOnly: readonly string[] = ['roles'];

/**
 * Reads the roles that Entra ID's app-role expressions send. By PATCH each value is JSON in a string,
 * `"{\"id\":\"…\",\"value\":\"Admin\",\"displayName\":\"Admin\"}"`; by POST a role has `displayName` where RFC 7643
 * §4.1.2 has `display`.
 */
export function appRoles(body: JsonObject): JsonObject {
  return objectFrom(
    Object.entries(body).map(([name, value]) => [name, sameName(name, 'roles') ? readRoles(value) : value]),
  );
}

/** As `appRoles`, for an operation at the path `roles` or a pathless one. */
export function appRolesOperation(operation: JsonObject): readonly JsonObject[] {
  const path = pathOf(operation);
  const value = memberOf(operation, 'value');
  if (path !== undefined) {
    return [nameIn(rolesOnly, path) === undefined ? operation : withMember(operation, 'value', readRoles(value))];
  }
  return [isJsonObject(value) ? withMember(operation, 'value', appRoles(value)) : operation];
}

function readRoles(value: JsonValue | undefined): JsonValue | undefined {
  return isJsonArray(value) ? value.map((role) => (isJsonObject(role) ? readRole(role) : role)) : value;
}

function readRole(role: JsonObject): JsonObject {
  const inner = parseObject(role['value']);
  if (inner !== undefined && typeof inner['value'] === 'string') {
    const display = inner['displayName'];
    return { ...role, value: inner['value'], ...(typeof display === 'string' ? { display } : {}) };
  }
  const names = Object.keys(role);
  if (names.some((name) => sameName(name, 'display'))) return role;
  return objectFrom(
    Object.entries(role).map(([name, member]) => [sameName(name, 'displayName') ? 'display' : name, member]),
  );
}

function parseObject(text: JsonValue | undefined): JsonObject | undefined {
  if (typeof text !== 'string' || !text.startsWith('{')) return undefined;
  try {
    const parsed: JsonValue = JSON.parse(text);
    return isJsonObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
