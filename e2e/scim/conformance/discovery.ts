import { beforeAll, describe, expect, it } from 'vitest';
import { type Doc, docsIn, expectError, resourcesOf, type ScimService, urn } from '../support/scim-service.ts';

/** RFC 7644 §4, RFC 7643 §5 to §7, RFC 9865 §4. */
export function discovery(given: () => ScimService): void {
  describe('discovery', () => {
    let service: ScimService;
    beforeAll(() => {
      service = given();
    });

    it('says what the service can do', async () => {
      const answer = await service.get('/ServiceProviderConfig');
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toMatch(/^application\/scim\+json/);
      expect(answer.body).toMatchObject({
        schemas: [urn.serviceProviderConfig],
        patch: { supported: true },
        bulk: { supported: true, maxOperations: expect.any(Number), maxPayloadSize: expect.any(Number) },
        filter: { supported: true, maxResults: expect.any(Number) },
        changePassword: { supported: expect.any(Boolean) },
        sort: { supported: true },
        etag: { supported: true },
        meta: {
          resourceType: 'ServiceProviderConfig',
          location: `${service.baseUrl}/ServiceProviderConfig`,
        },
      });
      const schemes = docsIn(answer.body['authenticationSchemes']);
      expect(schemes.length).toBeGreaterThan(0);
      for (const scheme of schemes) {
        expect(scheme).toMatchObject({
          type: expect.stringMatching(/^(oauth|oauth2|oauthbearertoken|httpbasic|httpdigest)$/),
          name: expect.any(String),
          description: expect.any(String),
        });
      }
    });

    it('says how it pages (RFC 9865)', async () => {
      const { pagination } = (await service.get('/ServiceProviderConfig')).body;
      expect(pagination).toMatchObject({
        cursor: true,
        index: true,
        defaultPaginationMethod: expect.stringMatching(/^(cursor|index)$/),
        defaultPageSize: expect.any(Number),
        maxPageSize: expect.any(Number),
        cursorTimeout: expect.any(Number),
      });
    });

    it('lists resource types whose endpoints answer', async () => {
      const answer = await service.get('/ResourceTypes');
      expect(answer.body).toMatchObject({ schemas: [urn.list], totalResults: 2, itemsPerPage: 2, startIndex: 1 });
      const types = resourcesOf(answer);
      expect(types.map((type) => type['name'])).toEqual(['User', 'Group']);
      for (const type of types) {
        expect(type).toMatchObject({
          schemas: [urn.resourceType],
          id: type['name'],
          meta: { resourceType: 'ResourceType', location: `${service.baseUrl}/ResourceTypes/${type['name']}` },
        });
        expect((await service.get(String(type['endpoint']))).status).toBe(200);
        const own = await service.get(`/ResourceTypes/${type['id']}`);
        expect(own.status).toBe(200);
        expect(own.body).toEqual(type);
        expect((await service.get(`/Schemas/${type['schema']}`)).status).toBe(200);
      }
      expect(types[0]).toMatchObject({ schemaExtensions: [{ schema: urn.enterprise, required: false }] });
    });

    it('lists schemas, each at its own address too', async () => {
      const answer = await service.get('/Schemas');
      const schemas = resourcesOf(answer);
      expect(answer.body).toMatchObject({ schemas: [urn.list], totalResults: schemas.length });
      expect(schemas.map((schema) => schema['id'])).toEqual(
        expect.arrayContaining([
          urn.user,
          urn.group,
          urn.enterprise,
          urn.serviceProviderConfig,
          urn.resourceType,
          urn.schema,
        ]),
      );
      for (const schema of schemas) {
        const own = await service.get(`/Schemas/${schema['id']}`);
        expect(own.status).toBe(200);
        expect(own.body).toEqual(schema);
        expect(schema).toMatchObject({
          schemas: [urn.schema],
          name: expect.any(String),
          meta: { resourceType: 'Schema', location: `${service.baseUrl}/Schemas/${schema['id']}` },
        });
      }
    });

    it('gives every attribute all characteristics of RFC 7643 §7', async () => {
      const described = (attributes: readonly Doc[]): void => {
        for (const attribute of attributes) {
          expect(attribute).toMatchObject({
            name: expect.stringMatching(/^\$?[A-Za-z][\w$-]*$/),
            type: expect.stringMatching(/^(string|boolean|decimal|integer|dateTime|reference|complex|binary)$/),
            multiValued: expect.any(Boolean),
            description: expect.any(String),
            required: expect.any(Boolean),
            caseExact: expect.any(Boolean),
            mutability: expect.stringMatching(/^(readOnly|readWrite|immutable|writeOnly)$/),
            returned: expect.stringMatching(/^(always|never|default|request)$/),
            uniqueness: expect.stringMatching(/^(none|server|global)$/),
          });
          if (attribute['type'] === 'reference') expect(docsIn(attribute['referenceTypes'])).not.toEqual([]);
          if (attribute['type'] === 'complex') {
            expect(docsIn(attribute['subAttributes'])).not.toEqual([]);
            described(docsIn(attribute['subAttributes']));
          }
        }
      };
      for (const schema of resourcesOf(await service.get('/Schemas'))) described(docsIn(schema['attributes']));
    });

    it('has the attributes of the core schemas as RFC 7643 §8.7.1 lists them', async () => {
      const namesIn = async (schema: string) =>
        docsIn((await service.get(`/Schemas/${schema}`)).body['attributes']).map((attribute) => attribute['name']);
      expect(await namesIn(urn.user)).toEqual(
        expect.arrayContaining(
          (
            'userName name displayName nickName profileUrl title userType preferredLanguage locale timezone active ' +
            'password emails phoneNumbers ims photos addresses groups entitlements roles x509Certificates'
          ).split(' '),
        ),
      );
      expect(await namesIn(urn.group)).toEqual(expect.arrayContaining(['displayName', 'members']));
      expect(await namesIn(urn.enterprise)).toEqual(
        expect.arrayContaining('employeeNumber costCenter organization division department manager'.split(' ')),
      );
    });

    it('describes the attributes that the protocol depends on', async () => {
      const user = docsIn((await service.get(`/Schemas/${urn.user}`)).body['attributes']);
      const of = (name: string) => user.find((attribute) => attribute['name'] === name);
      expect(of('userName')).toMatchObject({ required: true, caseExact: false, uniqueness: 'server' });
      expect(of('password')).toMatchObject({ mutability: 'writeOnly', returned: 'never' });
      expect(of('groups')).toMatchObject({ mutability: 'readOnly', multiValued: true });
    });

    const endpoints = [
      '/ServiceProviderConfig',
      '/ResourceTypes',
      '/ResourceTypes/User',
      '/Schemas',
      `/Schemas/${urn.user}`,
    ];

    it.each(endpoints)('refuses a filter on %s with 403', async (path) => {
      expectError(await service.get(`${path}?filter=id%20pr`), 403);
    });

    it.each(endpoints)('ignores sorting and paging on %s', async (path) => {
      const plain = await service.get(path);
      const answer = await service.get(`${path}?startIndex=2&count=1&sortBy=id&sortOrder=descending`);
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual(plain.body);
    });

    it.each(endpoints.flatMap((path) => ['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => [method, path] as const)))(
      'does not let %s %s',
      async (method, path) => {
        const answer = await service.send(method, path, method === 'DELETE' ? {} : { body: {} });
        expectError(answer, 405);
        expect(answer.headers['allow']).toMatch(/\bGET\b/);
      },
    );

    it.each(['/Schemas/urn:none', '/ResourceTypes/Robot', '/ServiceProviderConfig/x', '/Schemas/a/b'])(
      'knows nothing at %s',
      async (path) => {
        expectError(await service.get(path), 404);
      },
    );
  });
}
