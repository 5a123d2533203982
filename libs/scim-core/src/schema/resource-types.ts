import { groupType, type ResourceType, userType } from './resource-type.ts';
import type { SchemaDefinition } from './schema.ts';
import { serviceSchemas } from './service-schemas.ts';

/** The resource types that one service offers, found without regard to case. */
export interface ResourceTypes {
  readonly all: readonly ResourceType[];
  /** Every schema once: the core ones, then the extensions, then those of discovery itself. */
  readonly schemas: readonly SchemaDefinition[];
  /** By endpoint, with or without its slash: `/Users`, `users`. */
  byEndpoint(endpoint: string): ResourceType | undefined;
  byName(name: string): ResourceType | undefined;
  schemaById(id: string): SchemaDefinition | undefined;
}

/** A registry. Tests hand in a further type beside the two that the service has. */
export function createResourceTypes(types: readonly ResourceType[] = [userType, groupType]): ResourceTypes {
  const endpoints = new Map(types.map((type) => [type.endpoint.toLowerCase(), type]));
  const names = new Map(types.map((type) => [type.name.toLowerCase(), type]));
  const schemas = new Map<string, SchemaDefinition>();
  for (const type of types) schemas.set(type.schema.id.toLowerCase(), type.schema);
  for (const type of types) {
    for (const [id, extension] of type.extensions) schemas.set(id, extension.schema);
  }
  for (const schema of serviceSchemas) schemas.set(schema.id.toLowerCase(), schema);
  return {
    all: types,
    schemas: [...schemas.values()],
    byEndpoint: (endpoint) => endpoints.get(`/${endpoint.replace(/^\//, '').toLowerCase()}`),
    byName: (name) => names.get(name.toLowerCase()),
    schemaById: (id) => schemas.get(id.toLowerCase()),
  };
}
