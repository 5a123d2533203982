import { commonAttributes } from './common-attributes.ts';
import { enterpriseUserSchema } from './enterprise-user-schema.ts';
import { groupSchema } from './group-schema.ts';
import type { AttributeDefinition, SchemaDefinition } from './schema.ts';
import { userSchema } from './user-schema.ts';

/** An attribute with its parts indexed by lower-case name. */
export interface Attribute extends AttributeDefinition {
  readonly children: ReadonlyMap<string, Attribute>;
}

/** An extension of a resource type (RFC 7643 §3.3). */
export interface Extension {
  readonly schema: SchemaDefinition;
  readonly required: boolean;
  /** By lower-case name. */
  readonly attributes: ReadonlyMap<string, Attribute>;
}

/** A kind of resource (RFC 7643 §6), ready to be looked up. Make one with {@link defineResourceType}. */
export interface ResourceType {
  /** `User`; the `meta.resourceType` of its resources. */
  readonly name: string;
  /** `/Users`, relative to the base URL. */
  readonly endpoint: string;
  readonly description: string;
  readonly schema: SchemaDefinition;
  /** Common and core attributes by lower-case name. */
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** By lower-case URN. */
  readonly extensions: ReadonlyMap<string, Extension>;
  /** Whether an attribute is returned only on request or never, so that a reply without projection must drop it. */
  readonly hidesAttributes: boolean;
}

/** What a resource type is made from. */
export interface ResourceTypeDefinition {
  readonly name: string;
  readonly endpoint: string;
  readonly description: string;
  readonly schema: SchemaDefinition;
  readonly extensions?: readonly { readonly schema: SchemaDefinition; readonly required: boolean }[];
}

/** Indexes a definition. Do it once, at start: every lookup of a request reads the index. */
export function defineResourceType(definition: ResourceTypeDefinition): ResourceType {
  const attributes = indexAttributes([...commonAttributes, ...definition.schema.attributes]);
  const extensions = new Map(
    (definition.extensions ?? []).map(({ schema, required }): [string, Extension] => [
      schema.id.toLowerCase(),
      { schema, required, attributes: indexAttributes(schema.attributes) },
    ]),
  );
  return {
    name: definition.name,
    endpoint: definition.endpoint,
    description: definition.description,
    schema: definition.schema,
    attributes,
    extensions,
    hidesAttributes: [attributes, ...[...extensions.values()].map((e) => e.attributes)].some(hides),
  };
}

/** Every user of the service, with the enterprise extension. */
export const userType: ResourceType = defineResourceType({
  name: 'User',
  endpoint: '/Users',
  description: 'User Account',
  schema: userSchema,
  extensions: [{ schema: enterpriseUserSchema, required: false }],
});

/** Groups, which become teams. */
export const groupType: ResourceType = defineResourceType({
  name: 'Group',
  endpoint: '/Groups',
  description: 'Group',
  schema: groupSchema,
});

function indexAttributes(definitions: readonly AttributeDefinition[]): ReadonlyMap<string, Attribute> {
  return new Map(
    definitions.map((definition) => [
      definition.name.toLowerCase(),
      { ...definition, children: indexAttributes(definition.subAttributes ?? []) },
    ]),
  );
}

/** What is never returned is never stored either when it is writeOnly, so it needs no dropping. */
function hides(attributes: ReadonlyMap<string, Attribute>): boolean {
  return [...attributes.values()].some(
    (attribute) =>
      attribute.returned === 'request' ||
      (attribute.returned === 'never' && attribute.mutability !== 'writeOnly') ||
      hides(attribute.children),
  );
}
