import type { JsonObject } from '@sekisho/provider-kit';
import { describe, expect, it } from 'vitest';
import { isJsonArray, isJsonObject } from '../json/json.ts';
import { defineResourceType, groupType, userType } from '../schema/resource-type.ts';
import { createResourceTypes } from '../schema/resource-types.ts';
import { type AttributeDefinition, simple } from '../schema/schema.ts';
import { urns } from '../schema/urns.ts';
import {
  renderResourceType,
  renderResourceTypes,
  renderSchema,
  renderSchemas,
  renderServiceProviderConfig,
} from './discovery.ts';

const baseUrl = 'https://sekisho.example/scim/v2/c1';
const device = defineResourceType({
  name: 'Device',
  endpoint: '/Devices',
  description: 'A device',
  schema: {
    id: 'urn:example:schemas:Device',
    name: 'Device',
    description: 'A device',
    attributes: [simple('model', 'string', 'Model')],
  },
});

describe('discovery', () => {
  it('says what the service can do', () => {
    expect(renderServiceProviderConfig(baseUrl)).toMatchObject({
      schemas: [urns.serviceProviderConfig],
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 1_000, maxPayloadSize: 1_048_576 },
      filter: { supported: true, maxResults: 500 },
      sort: { supported: true },
      etag: { supported: true },
      changePassword: { supported: false },
      pagination: {
        cursor: true,
        index: true,
        defaultPaginationMethod: 'index',
        defaultPageSize: 500,
        maxPageSize: 500,
      },
      authenticationSchemes: [{ type: 'oauthbearertoken', primary: true }],
      meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
    });
  });

  it('lists every schema once, a registered one too', () => {
    const types = createResourceTypes([userType, groupType, device]);
    const list = renderSchemas(types, baseUrl);
    expect(list).toMatchObject({ totalResults: 7, itemsPerPage: 7 });
    expect(types.schemas.map((schema) => schema.id)).toEqual([
      urns.user,
      urns.group,
      device.schema.id,
      urns.enterpriseUser,
      urns.serviceProviderConfig,
      urns.resourceType,
      urns.schema,
    ]);
    expect(types.schemaById(urns.user.toUpperCase())).toBe(userType.schema);
    expect(types.byEndpoint('users')).toBe(userType);
    expect(types.byEndpoint('/DEVICES')).toBe(device);
    expect(types.byName('group')).toBe(groupType);
    expect(createResourceTypes().byEndpoint('/Devices')).toBeUndefined();
  });

  it('describes attributes with every characteristic, and nothing of ours beside', () => {
    const schema = renderSchema(userType.schema, baseUrl);
    expect(schema).toMatchObject({
      id: urns.user,
      meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${urns.user}` },
    });
    const attributes = JSON.parse(JSON.stringify(schema['attributes']));
    expect(attributes).toContainEqual(
      expect.objectContaining({
        name: 'userName',
        type: 'string',
        required: true,
        caseExact: false,
        mutability: 'readWrite',
        returned: 'default',
        uniqueness: 'server',
      }),
    );
    expect(JSON.stringify(attributes)).not.toContain('acceptsSimpleValues');
    const allowed = [
      'name',
      'type',
      'multiValued',
      'description',
      'required',
      'canonicalValues',
      'caseExact',
      'mutability',
      'returned',
      'uniqueness',
      'referenceTypes',
      'subAttributes',
    ];
    for (const attribute of attributes)
      expect(Object.keys(attribute).filter((key) => !allowed.includes(key))).toEqual([]);
  });

  it('answers with what its own schemas describe', () => {
    const types = createResourceTypes();
    const described = (urn: string, resource: JsonObject): void => {
      const schema = types.schemaById(urn) ?? expect.fail(`no schema ${urn}`);
      assertDescribed(schema.attributes, { ...resource, schemas: undefined, id: undefined, meta: undefined });
    };
    described(urns.serviceProviderConfig, renderServiceProviderConfig(baseUrl));
    for (const type of types.all) described(urns.resourceType, renderResourceType(type, baseUrl));
    // The schema of schemas nests one level further than any schema, itself included, has words for.
    const schemas = types.schemas.filter((schema) => schema.id !== urns.schema);
    for (const schema of schemas) described(urns.schema, renderSchema(schema, baseUrl));
  });

  it('lists resource types with their extensions', () => {
    expect(renderResourceTypes(createResourceTypes(), baseUrl)).toMatchObject({
      totalResults: 2,
      Resources: [
        {
          id: 'User',
          endpoint: '/Users',
          schema: urns.user,
          schemaExtensions: [{ schema: urns.enterpriseUser, required: false }],
          meta: { location: `${baseUrl}/ResourceTypes/User` },
        },
        { id: 'Group', endpoint: '/Groups', schema: urns.group },
      ],
    });
  });
});

/** Every member has its attribute and that attribute's shape, and every required attribute its member. */
function assertDescribed(attributes: readonly AttributeDefinition[], object: JsonObject): void {
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue;
    const attribute =
      attributes.find((candidate) => candidate.name === name) ?? expect.fail(`${name} is not described`);
    expect(isJsonArray(value), name).toBe(attribute.multiValued);
    const parts = attribute.subAttributes;
    for (const element of isJsonArray(value) ? value : [value]) {
      expect(isJsonObject(element), name).toBe(parts !== undefined);
      if (parts !== undefined && isJsonObject(element)) assertDescribed(parts, element);
    }
  }
  const missing = attributes.filter(({ required, name }) => required && object[name] === undefined);
  expect(missing.map(({ name }) => name)).toEqual([]);
}
