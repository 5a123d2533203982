import { isJsonArray, isJsonObject, type JsonObject, objectFrom } from '../json.ts';
import { coreGroupSchema, coreUserSchema, patchOpSchema, sameName } from '../schema-urns.ts';

/**
 * A SCIM 1.1 PATCH body as a PatchOp message (SCIM 1.1 protocol §3.3.2). OneLogin's SCIM 1.1 app changes a group by
 * `{ "members": [{ "value": "…", "operation": "add" | "delete" }] }`: members without `operation` are added, other
 * attributes replaced, and those named in `meta.attributes` removed first. A body that has `Operations` stays as it is.
 */
export function membersFromOperations(body: JsonObject): JsonObject {
  const names = Object.keys(body);
  if (names.some((name) => sameName(name, 'Operations'))) return body;
  const members = Object.entries(body).find(([name]) => sameName(name, 'members'))?.[1];
  const rest = Object.entries(body).filter(
    ([name]) => !['schemas', 'id', 'meta', 'members'].some((known) => sameName(known, name)),
  );
  if (!isJsonArray(members) && rest.length === 0 && removedAttributes(body).length === 0) return body;
  const operations: JsonObject[] = removedAttributes(body).map((path) => ({ op: 'remove', path }));
  if (rest.length > 0) operations.push({ op: 'replace', value: objectFrom(rest) });
  if (isJsonArray(members)) operations.push(...memberOperations(members.filter((member) => isJsonObject(member))));
  return { schemas: [patchOpSchema], Operations: operations };
}

/** Removes before adds: one message may replace a member by another. */
function memberOperations(members: readonly JsonObject[]): readonly JsonObject[] {
  const isRemoved = (member: JsonObject): boolean => /^(?:delete|remove)$/i.test(String(member['operation'] ?? ''));
  const removed = members.filter(isRemoved).map((member) => ({
    op: 'remove',
    path: `members[value eq ${JSON.stringify(String(member['value'] ?? ''))}]`,
  }));
  const added = members
    .filter((member) => !isRemoved(member))
    .map((member) => objectFrom(Object.entries(member).filter(([name]) => !sameName(name, 'operation'))));
  return added.length === 0 ? removed : [...removed, { op: 'add', path: 'members', value: added }];
}

function removedAttributes(body: JsonObject): readonly string[] {
  const meta = body['meta'];
  const attributes = isJsonObject(meta) ? meta['attributes'] : undefined;
  return isJsonArray(attributes)
    ? attributes.filter((name): name is string => typeof name === 'string' && name !== '')
    : [];
}

/**
 * A resource sent by PATCH, as if it were a PUT of some of its attributes: one pathless `replace` of them. For providers
 * whose messages nobody has published. A body that has `Operations` stays as it is.
 */
export function patchFromResource(body: JsonObject): JsonObject {
  const schemas = body['schemas'];
  const isResource =
    isJsonArray(schemas) &&
    schemas.some((urn) => typeof urn === 'string' && (sameName(urn, coreUserSchema) || sameName(urn, coreGroupSchema)));
  return isResource ? membersFromOperations(body) : body;
}

/**
 * A PATCH without operations as one that adds nothing, where RFC 7644 §3.5.2 wants at least one operation and anything
 * less is 400: Microsoft's SCIM Validator sends an empty list, and counts a refusal as a fault of the service.
 */
export function nothingForNoOperations(body: JsonObject): JsonObject {
  return objectFrom(
    Object.entries(body).map(([name, value]) =>
      sameName(name, 'Operations') && isJsonArray(value) && value.length === 0
        ? [name, [{ op: 'add', value: {} }]]
        : [name, value],
    ),
  );
}
