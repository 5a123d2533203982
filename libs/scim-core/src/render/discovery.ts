import type { JsonObject } from '@sekisho/provider-kit';
import { scimLimits } from '../limits.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import type { ResourceTypes } from '../schema/resource-types.ts';
import type { AttributeDefinition, SchemaDefinition } from '../schema/schema.ts';
import { urns } from '../schema/urns.ts';
import { renderList } from './render-list.ts';

/** The discovery endpoints (RFC 7644 §4), from the same data that requests are read by. */

/** What this service can do (RFC 7643 §5, RFC 9865 §4). */
export function renderServiceProviderConfig(baseUrl: string): JsonObject {
  return {
    schemas: [urns.serviceProviderConfig],
    patch: { supported: true },
    bulk: {
      supported: true,
      maxOperations: scimLimits.bulkOperations,
      maxPayloadSize: scimLimits.bulkPayloadSize,
    },
    filter: { supported: true, maxResults: scimLimits.maxPageSize },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: scimLimits.defaultPageSize,
      maxPageSize: scimLimits.maxPageSize,
      cursorTimeout: scimLimits.cursorTimeout,
    },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'OAuth Bearer Token',
        description: 'A bearer token that an administrator of the organisation issues for the connection.',
        specUri: 'https://www.rfc-editor.org/info/rfc6750',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
  };
}

/** `GET /Schemas`: every schema once. */
export function renderSchemas(types: ResourceTypes, baseUrl: string): JsonObject {
  return renderWhole(types.schemas.map((schema) => renderSchema(schema, baseUrl)));
}

/** `GET /Schemas/{id}`. */
export function renderSchema(schema: SchemaDefinition, baseUrl: string): JsonObject {
  return {
    schemas: [urns.schema],
    id: schema.id,
    name: schema.name,
    description: schema.description,
    attributes: schema.attributes.map(renderAttribute),
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${schema.id}` },
  };
}

/** `GET /ResourceTypes`. */
export function renderResourceTypes(types: ResourceTypes, baseUrl: string): JsonObject {
  return renderWhole(types.all.map((type) => renderResourceType(type, baseUrl)));
}

/** `GET /ResourceTypes/{name}`. */
export function renderResourceType(type: ResourceType, baseUrl: string): JsonObject {
  const extensions = [...type.extensions.values()].map(({ schema, required }) => ({ schema: schema.id, required }));
  return {
    schemas: [urns.resourceType],
    id: type.name,
    name: type.name,
    endpoint: type.endpoint,
    description: type.description,
    schema: type.schema.id,
    ...(extensions.length === 0 ? {} : { schemaExtensions: extensions }),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${type.name}` },
  };
}

function renderWhole(resources: readonly JsonObject[]): JsonObject {
  return renderList({ resources, totalResults: resources.length, startIndex: 1 });
}

function renderAttribute(attribute: AttributeDefinition): JsonObject {
  return {
    name: attribute.name,
    type: attribute.type,
    multiValued: attribute.multiValued,
    description: attribute.description,
    required: attribute.required,
    ...(attribute.canonicalValues === undefined ? {} : { canonicalValues: attribute.canonicalValues }),
    caseExact: attribute.caseExact,
    mutability: attribute.mutability,
    returned: attribute.returned,
    uniqueness: attribute.uniqueness,
    ...(attribute.referenceTypes === undefined ? {} : { referenceTypes: attribute.referenceTypes }),
    ...(attribute.subAttributes === undefined ? {} : { subAttributes: attribute.subAttributes.map(renderAttribute) }),
  };
}
