import type { JsonObject } from '@sekisho/provider-kit';
import { isJsonObject } from '../json/json.ts';
import type { ResourceType } from '../schema/resource-type.ts';

/** The `schemas` of a resource, from what is in it (RFC 7643 §3): the core schema and every extension block. */
export function schemasOf(type: ResourceType, resource: JsonObject): string[] {
  const schemas = [type.schema.id];
  for (const key in resource) {
    if (key.includes(':') && isJsonObject(resource[key])) schemas.push(key);
  }
  return schemas;
}
