import { describe, expect, it } from 'vitest';
import { defineResourceType, groupType, userType } from '../schema/resource-type.ts';
import { createResourceTypes } from '../schema/resource-types.ts';
import { simple } from '../schema/schema.ts';
import { urns } from '../schema/urns.ts';
import { renderResourceTypes, renderSchema, renderSchemas, renderServiceProviderConfig } from './discovery.ts';

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
        defaultPageSize: 100,
        maxPageSize: 500,
      },
      authenticationSchemes: [{ type: 'oauthbearertoken', primary: true }],
      meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
    });
  });

  it('lists every schema once, a registered one too', () => {
    const types = createResourceTypes([userType, groupType, device]);
    const list = renderSchemas(types, baseUrl);
    expect(list).toMatchObject({ totalResults: 4, itemsPerPage: 4 });
    expect(types.schemas.map((schema) => schema.id)).toEqual([
      urns.user,
      urns.group,
      device.schema.id,
      urns.enterpriseUser,
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
