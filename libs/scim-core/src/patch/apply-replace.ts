import type { JsonObject, JsonValue } from '@sekisho/provider-kit';
import { deepEqual } from '../json/deep-equal.ts';
import { isJsonObject, type MutableJsonObject } from '../json/json.ts';
import { mutability } from '../refusals.ts';
import type { Attribute, ResourceType } from '../schema/resource-type.ts';
import type { ChangedResource } from './apply-patch.ts';

/**
 * PUT (RFC 7644 §3.5.1): the stored resource becomes the incoming one, both as `parse*` made them. What the client left
 * out is cleared, but for immutable values, which stay, and may not be sent different.
 */
export function applyReplace(type: ResourceType, current: JsonObject, incoming: JsonObject): ChangedResource {
  const next: MutableJsonObject = { ...incoming };
  keepImmutable(type.attributes, current, next, '');
  for (const extension of type.extensions.values()) {
    const urn = extension.schema.id;
    const before = current[urn];
    if (!isJsonObject(before)) continue;
    const sent = next[urn];
    const block: MutableJsonObject = isJsonObject(sent) ? { ...sent } : {};
    keepImmutable(extension.attributes, before, block, `${urn}:`);
    if (Object.keys(block).length > 0) next[urn] = block;
  }
  return deepEqual(current, next) ? { resource: current, changed: false } : { resource: next, changed: true };
}

/** Elements of a list have no identity across a PUT, so only single values are held to it, and their parts. */
function keepImmutable(
  attributes: ReadonlyMap<string, Attribute>,
  current: JsonObject,
  next: MutableJsonObject,
  prefix: string,
): void {
  for (const attribute of attributes.values()) {
    const before = current[attribute.name];
    if (before === undefined) continue;
    const label = `${prefix}${attribute.name}`;
    if (attribute.mutability === 'immutable') next[attribute.name] = keep(before, next[attribute.name], label);
    if (attribute.type !== 'complex' || attribute.multiValued || !isJsonObject(before)) continue;
    const after = next[attribute.name];
    const parts: MutableJsonObject = isJsonObject(after) ? { ...after } : {};
    keepImmutable(attribute.children, before, parts, `${label}.`);
    if (Object.keys(parts).length > 0) next[attribute.name] = parts;
  }
}

function keep(before: JsonValue, sent: JsonValue | undefined, label: string): JsonValue {
  if (sent === undefined || deepEqual(before, sent)) return before;
  throw mutability({
    ja: `${label} は一度設定すると変更できません。現在の値のまま送信するか、省略してください。`,
    en: `${label} can't be changed once it is set. Send its present value or leave it out.`,
  });
}
