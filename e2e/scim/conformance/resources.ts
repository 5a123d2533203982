import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Doc,
  expectError,
  groupBody,
  idOf,
  makeGroup,
  makeUser,
  membersOf,
  query,
  read,
  resourcesOf,
  type ScimService,
  unique,
  urn,
  userBody,
} from '../support/scim-service.ts';

/** Creating, reading, replacing and deleting: RFC 7644 §3.3, §3.4.1, §3.5.1, §3.6; the rules of RFC 7643 §2 and §7. */
export function resources(given: () => ScimService): void {
  let service: ScimService;
  beforeAll(() => {
    service = given();
  });

  describe('a user', () => {
    it('is created with 201, Location, ETag and meta', async () => {
      const userName = unique('bjensen');
      const answer = await service.post('/Users', userBody(userName, { externalId: unique('ext') }));
      expect(answer.status).toBe(201);
      const location = `${service.baseUrl}/Users/${idOf(answer)}`;
      expect(answer.headers['location']).toBe(location);
      expect(answer.body).toMatchObject({
        schemas: [urn.user],
        userName,
        meta: {
          resourceType: 'User',
          location,
          version: answer.headers['etag'],
          created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/),
          lastModified: expect.any(String),
        },
      });
      const found = await service.get(`/Users/${idOf(answer)}`);
      expect(found.status).toBe(200);
      expect(found.body).toEqual(answer.body);
      expect(found.headers['etag']).toBe(answer.headers['etag']);
    });

    it('keeps everything of RFC 7643 §8.2 and §8.3, and gives it back', async () => {
      const userName = unique('full');
      const attributes = fullUser(userName);
      const answer = await service.post('/Users', {
        schemas: [urn.user, urn.enterprise],
        ...attributes,
        password: 't1meMa$heen',
        id: '2819c223-7f76-453a-919d-413861904646',
        groups: [{ value: 'e9e30dba-f08f-4109-8486-d5c6a331660a', display: 'Tour Guides' }],
        meta: { resourceType: 'Robot', created: '2010-01-23T04:56:22Z', version: 'W/"a330bc54f0671c9"' },
      });
      expect(answer.status).toBe(201);
      const stored = await read(service, `/Users/${idOf(answer)}`);
      expect(stored).toMatchObject(attributes);
      expect(stored['id']).not.toBe('2819c223-7f76-453a-919d-413861904646');
      expect(stored['schemas']).toEqual([urn.user, urn.enterprise]);
      expect(stored).not.toHaveProperty('groups');
      expect(JSON.stringify(stored)).not.toContain('t1meMa$heen');
      expect(answer.text).not.toContain('t1meMa$heen');
      expect(stored['meta']).toMatchObject({ resourceType: 'User' });
      expect(stored['meta']).not.toMatchObject({ created: '2010-01-23T04:56:22Z' });
    });

    it('reads attribute names in any case and writes them in the schema’s', async () => {
      const userName = unique('case');
      const answer = await service.post('/Users', {
        SCHEMAS: [urn.user.toUpperCase(), urn.enterprise],
        USERNAME: userName,
        Name: { FAMILYNAME: 'Jensen' },
        EMAILS: [{ Value: `${userName}@example.com`, TYPE: 'work' }],
        [urn.enterprise.toUpperCase()]: { DEPARTMENT: 'Tour Operations' },
      });
      expect(answer.status).toBe(201);
      expect(answer.body).toMatchObject({
        userName,
        name: { familyName: 'Jensen' },
        emails: [{ value: `${userName}@example.com`, type: 'work' }],
        [urn.enterprise]: { department: 'Tour Operations' },
      });
    });

    it.each<readonly [string, Doc, string]>([
      ['no userName', { schemas: [urn.user], userName: undefined }, 'invalidValue'],
      ['a null userName', { userName: null }, 'invalidValue'],
      ['an empty userName', { userName: '' }, 'invalidValue'],
      ['a userName that is a number', { userName: 5 }, 'invalidValue'],
      ['active as a word', { active: 'yes' }, 'invalidValue'],
      ['name as a string', { name: 'Barbara' }, 'invalidValue'],
      ['emails as a string', { emails: 'b@example.com' }, 'invalidValue'],
      ['an e-mail that is a number', { emails: [7] }, 'invalidValue'],
      [
        'two primaries',
        {
          emails: [
            { value: 'a@b', primary: true },
            { value: 'c@d', primary: true },
          ],
        },
        'invalidValue',
      ],
      ['a title that is an array', { title: ['a', 'b'] }, 'invalidValue'],
      ['a certificate that is no base64', { x509Certificates: [{ value: '***' }] }, 'invalidValue'],
      ['the enterprise extension as a string', { [urn.enterprise]: 'x' }, 'invalidValue'],
      ['an attribute given twice', { displayName: 'a', DISPLAYNAME: 'b' }, 'invalidSyntax'],
    ])('is not created from %s', async (_what, more, scimType) => {
      const answer = await service.post('/Users', { ...userBody(unique('bad')), ...more });
      expectError(answer, 400, scimType);
    });

    it.each<readonly [string, unknown]>([
      ['no schemas', { userName: 'x' }],
      ['empty schemas', { schemas: [], userName: 'x' }],
      ["another resource type's schemas", { schemas: [urn.group], userName: 'x' }],
      ['schemas as a string', { schemas: urn.user, userName: 'x' }],
      ['an array', []],
      ['a string', '"user"'],
      ['null', 'null'],
      ['nothing', ''],
      ['half of an object', '{"schemas": ["'],
      ['XML', '<User/>'],
    ])('is not created from a body with %s', async (_what, body) => {
      expectError(await service.post('/Users', body), 400, 'invalidSyntax');
    });

    it.each<readonly [string, Doc]>([
      ['nulls', { displayName: null, name: { familyName: null }, emails: null, title: null }],
      ['empty lists', { emails: [], phoneNumbers: [], roles: [] }],
    ])('takes %s as no value (RFC 7643 §2.5)', async (_what, more) => {
      const answer = await service.post('/Users', userBody(unique('nulls'), more));
      expect(answer.status).toBe(201);
      for (const name of Object.keys(more)) expect(answer.body).not.toHaveProperty(name);
    });

    it('keeps values that are not canonical, and attributes that no schema knows', async () => {
      const odd = {
        emails: [{ value: 'a@example.com', type: 'lunch' }],
        favouriteColour: { name: '藍', shade: 7 },
        'urn:example:params:scim:schemas:extension:pet:1.0:User': { dog: 'ポチ', tags: ['a', 'b'] },
      };
      const { id } = await makeUser(service, { schemas: [urn.user], ...odd });
      expect(await read(service, `/Users/${id}`)).toMatchObject(odd);
    });

    it('conflicts with one of the same userName in any case, and only then', async () => {
      const userName = unique('Babs.Jensen');
      const { id } = await makeUser(service, { userName });
      for (const same of [userName, userName.toUpperCase(), userName.toLowerCase()]) {
        expectError(await service.post('/Users', userBody(same)), 409, 'uniqueness');
        const found = await service.get(`/Users${query({ filter: `userName eq "${same}"` })}`);
        expect(resourcesOf(found).map((user) => user['id'])).toEqual([id]);
      }
      const other = await makeUser(service);
      expectError(await service.put(`/Users/${other.id}`, userBody(userName.toUpperCase())), 409, 'uniqueness');
      const operation = { op: 'replace', path: 'userName', value: userName.toUpperCase() };
      expectError(await service.patch(`/Users/${other.id}`, [operation]), 409, 'uniqueness');
      // The same name in another case is no conflict with oneself.
      const renamed = await service.put(`/Users/${id}`, userBody(userName.toUpperCase()));
      expect(renamed.status).toBe(200);
      expect(renamed.body['userName']).toBe(userName.toUpperCase());
    });

    it('lets go of a name by renaming or deletion', async () => {
      const userName = unique('freed');
      const first = await makeUser(service, { userName });
      const renamed = await service.put(`/Users/${first.id}`, userBody(unique('renamed')));
      expect(renamed.status).toBe(200);
      const second = await makeUser(service, { userName });
      expect(second.id).not.toBe(first.id);
      expect((await service.delete(`/Users/${second.id}`)).status).toBe(204);
      expect((await service.post('/Users', userBody(userName))).status).toBe(201);
    });

    it('is replaced by PUT: what is left out is cleared, what is readOnly stays', async () => {
      const userName = unique('put');
      const before = await makeUser(service, { ...fullUser(userName), schemas: [urn.user, urn.enterprise] });
      const answer = await service.put(
        `/Users/${before.id}`,
        userBody(userName, {
          id: 'another',
          displayName: 'Only this',
          groups: [{ value: 'x' }],
          meta: { created: '1999-01-01T00:00:00Z' },
        }),
      );
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ id: before.id, userName, displayName: 'Only this', schemas: [urn.user] });
      for (const cleared of ['name', 'emails', 'title', 'groups', urn.enterprise]) {
        expect(answer.body).not.toHaveProperty(cleared);
      }
      const meta = await read(service, `/Users/${before.id}`);
      expect(meta['meta']).toMatchObject({ created: metaOf(before.body, 'created') });
      expect(answer.headers['etag']).not.toBe(before.etag);
      expect(await read(service, `/Users/${before.id}`)).toEqual(answer.body);
    });

    it('is not changed by a PUT of what it is', async () => {
      const before = await makeUser(service, { displayName: 'Same', active: true });
      const answer = await service.put(`/Users/${before.id}`, before.body);
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual(before.body);
    });

    it.each<readonly [string, Doc]>([
      ['without userName', { schemas: [urn.user], displayName: 'x' }],
      ['with a null userName', { schemas: [urn.user], userName: null }],
    ])('is not replaced by a body %s', async (_what, body) => {
      const { id } = await makeUser(service);
      expectError(await service.put(`/Users/${id}`, body), 400, 'invalidValue');
    });

    it('is gone after DELETE, for every method', async () => {
      const { id, body } = await makeUser(service);
      const answer = await service.delete(`/Users/${id}`);
      expect(answer.status).toBe(204);
      expect(answer.text).toBe('');
      expectError(await service.get(`/Users/${id}`), 404);
      expectError(await service.delete(`/Users/${id}`), 404);
      expectError(await service.put(`/Users/${id}`, body), 404);
      expectError(await service.patch(`/Users/${id}`, [{ op: 'replace', path: 'title', value: 'x' }]), 404);
      const found = await service.get(`/Users${query({ filter: `userName eq "${body['userName']}"` })}`);
      expect(found.body['totalResults']).toBe(0);
    });

    it.each(['00000000-0000-0000-0000-000000000000', '1', 'not-an-id', '%00', '%F0%9F%98%80', `${'x'.repeat(3_000)}`])(
      'is nobody with the id %s',
      async (id) => {
        const expected = id === '%00' ? [400, 404] : [404];
        expect(expected).toContain((await service.get(`/Users/${id}`)).status);
        expect(expected).toContain((await service.put(`/Users/${id}`, userBody('x'))).status);
        expect(expected).toContain((await service.delete(`/Users/${id}`)).status);
      },
    );

    it('keeps the deactivated deactivated when a PUT or PATCH does not say otherwise', async () => {
      const userName = unique('inactive');
      const { id } = await makeUser(service, { userName });
      expect(await read(service, `/Users/${id}`)).toMatchObject({ active: true });
      await service.patch(`/Users/${id}`, [{ op: 'replace', path: 'active', value: false }]);
      const put = await service.put(`/Users/${id}`, userBody(userName, { title: 'Absent' }));
      expect(put.body).toMatchObject({ active: false, title: 'Absent' });
      const nulled = await service.put(`/Users/${id}`, userBody(userName, { title: 'Null', active: null }));
      expect(nulled.body).toMatchObject({ active: false, title: 'Null' });
      const removed = await service.patch(`/Users/${id}`, [{ op: 'remove', path: 'active' }]);
      expect(removed.status).toBe(200);
      expect(await read(service, `/Users/${id}`)).toMatchObject({ active: false });
      const back = await service.put(`/Users/${id}`, userBody(userName, { active: true }));
      expect(back.body).toMatchObject({ active: true });
    });

    it('may be created deactivated', async () => {
      const { id } = await makeUser(service, { active: false });
      expect(await read(service, `/Users/${id}`)).toMatchObject({ active: false });
    });
  });

  describe('a group', () => {
    it('is created with its members, which know it', async () => {
      const [anna, ben] = [await makeUser(service, { displayName: 'Anna' }), await makeUser(service)];
      const displayName = unique('Tour Guides');
      const answer = await service.post(
        '/Groups',
        groupBody(displayName, { members: [{ value: anna.id, display: 'Somebody else' }, { value: ben.id }] }),
      );
      expect(answer.status).toBe(201);
      expect(answer.headers['location']).toBe(`${service.baseUrl}/Groups/${idOf(answer)}`);
      expect(answer.body).toMatchObject({ displayName, meta: { resourceType: 'Group' } });
      expect(await membersOf(service, idOf(answer))).toEqual([anna.id, ben.id].sort());
      expect(answer.body['members']).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ value: anna.id, $ref: `${service.baseUrl}/Users/${anna.id}`, display: 'Anna' }),
        ]),
      );
      expect(await read(service, `/Users/${anna.id}`)).toMatchObject({
        groups: [
          {
            value: idOf(answer),
            display: displayName,
            type: 'direct',
            $ref: `${service.baseUrl}/Groups/${idOf(answer)}`,
          },
        ],
      });
      expect((await service.delete(`/Groups/${idOf(answer)}`)).status).toBe(204);
      expectError(await service.get(`/Groups/${idOf(answer)}`), 404);
      expect(await read(service, `/Users/${anna.id}`)).not.toHaveProperty('groups');
    });

    it('loses a member who is deleted', async () => {
      const [anna, ben] = [await makeUser(service), await makeUser(service)];
      const { id } = await makeGroup(service, { members: [{ value: anna.id }, { value: ben.id }] });
      await service.delete(`/Users/${anna.id}`);
      expect(await membersOf(service, id)).toEqual([ben.id]);
    });

    it('is replaced by PUT, members included', async () => {
      const [anna, ben, cora] = [await makeUser(service), await makeUser(service), await makeUser(service)];
      const { id, body } = await makeGroup(service, {
        externalId: 'e-1',
        members: [{ value: anna.id }, { value: ben.id }],
      });
      const displayName = String(body['displayName']);
      const answer = await service.put(
        `/Groups/${id}`,
        groupBody(displayName, { members: [{ value: ben.id }, { value: cora.id }] }),
      );
      expect(answer.status).toBe(200);
      expect(answer.body).not.toHaveProperty('externalId');
      expect(await membersOf(service, id)).toEqual([ben.id, cora.id].sort());
      expect((await service.put(`/Groups/${id}`, groupBody(displayName))).status).toBe(200);
      expect(await membersOf(service, id)).toEqual([]);
    });

    it('holds a member named twice once', async () => {
      const anna = await makeUser(service);
      const { id } = await makeGroup(service, { members: [{ value: anna.id }, { value: anna.id }] });
      expect(await membersOf(service, id)).toEqual([anna.id]);
    });

    it.each<readonly [string, Doc]>([
      ['no displayName', { displayName: undefined }],
      ['a null displayName', { displayName: null }],
      ['members as a string', { members: 'x' }],
      ['a member without a value', { members: [{ display: 'x' }] }],
      ['a member nobody knows', { members: [{ value: '00000000-0000-4000-8000-000000000000' }] }],
      ['a member that is no id', { members: [{ value: 'x' }] }],
    ])('is not created with %s', async (_what, more) => {
      const displayName = unique('refused');
      expectError(await service.post('/Groups', { ...groupBody(displayName), ...more }), 400, 'invalidValue');
      const found = await service.get(`/Groups${query({ filter: `displayName eq "${displayName}"` })}`);
      expect(found.body['totalResults']).toBe(0);
    });

    it('conflicts with one of the same name, which a filter finds', async () => {
      const displayName = unique('Tour Guides');
      const { id } = await makeGroup(service, { displayName });
      expectError(await service.post('/Groups', groupBody(displayName.toUpperCase())), 409, 'uniqueness');
      const found = await service.get(`/Groups${query({ filter: `displayName eq "${displayName.toUpperCase()}"` })}`);
      expect(resourcesOf(found).map((group) => group['id'])).toEqual([id]);
    });

    it.each(['00000000-0000-0000-0000-000000000000', 'x'])('is nothing with the id %s', async (id) => {
      expectError(await service.get(`/Groups/${id}`), 404);
      expectError(await service.put(`/Groups/${id}`, groupBody('x')), 404);
      expectError(await service.patch(`/Groups/${id}`, [{ op: 'remove', path: 'members' }]), 404);
      expectError(await service.delete(`/Groups/${id}`), 404);
    });

    it('is not a user, and a user is not a group', async () => {
      const [user, group] = [await makeUser(service), await makeGroup(service)];
      expectError(await service.get(`/Groups/${user.id}`), 404);
      expectError(await service.get(`/Users/${group.id}`), 404);
      expectError(await service.delete(`/Groups/${user.id}`), 404);
      expectError(await service.delete(`/Users/${group.id}`), 404);
    });
  });

  describe('text', () => {
    it.each([
      ['Japanese', '山田　太郎（営業）'],
      ['emoji of several code points', '👩‍👩‍👧‍👦 家族 🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
      ['right-to-left', 'مرحبا שלום'],
      ['quotes and backslashes', `O'Malley "the" \\ <b>&amp;</b>; DROP TABLE users; --`],
      ['control characters', 'a\u0001b\u001fc\u007f\u0085'],
      ['byte order marks and non-characters', '\uFEFFx\uFFFE\uFFFF'],
      ['Turkish and Greek case', 'İstanbul ıi ΣΊΣΥΦΟΣ ß ẞ'],
    ])('in %s comes back as it was sent and is found by a filter', async (_what, displayName) => {
      const userName = `${unique('text')} ${displayName}`;
      const { id } = await makeUser(service, { userName, displayName });
      expect(await read(service, `/Users/${id}`)).toMatchObject({ userName, displayName });
      const found = await service.get(`/Users${query({ filter: `userName eq ${JSON.stringify(userName)}` })}`);
      expect(resourcesOf(found).map((user) => user['id'])).toEqual([id]);
      expectError(await service.post('/Users', userBody(userName)), 409, 'uniqueness');
    });

    it('may be very long, or is refused with a reason', async () => {
      const long = 'あ'.repeat(50_000);
      const { id } = await makeUser(service, { title: long, nickName: long });
      expect(await read(service, `/Users/${id}`)).toMatchObject({ title: long });
      expect([201, 400]).toContain((await service.post('/Users', userBody(`${unique('long')}${long}`))).status);
      expect([201, 400]).toContain((await service.post('/Groups', groupBody(`${unique('long')}${long}`))).status);
      const external = await service.post('/Users', userBody(unique('long'), { externalId: `${unique('')}${long}` }));
      expect([201, 400]).toContain(external.status);
    });

    it.each(['"\\u0000"', '"\\ud800"', '"a\\udc00b"'])('never holds %s', async (literal) => {
      const userName = unique('bad-text');
      const body = `{"schemas":["${urn.user}"],"userName":"${userName}","displayName":${literal}}`;
      expectError(await service.post('/Users', body), 400, 'invalidValue');
    });
  });
}

function metaOf(body: Doc, name: string): unknown {
  const meta = body['meta'];
  return typeof meta === 'object' && meta !== null
    ? Object.entries(meta).find(([key]) => key === name)?.[1]
    : undefined;
}

/** The attributes of RFC 7643 §8.2 and §8.3 that a client may write. */
function fullUser(userName: string): Doc {
  return {
    externalId: unique('701984'),
    userName,
    name: {
      formatted: 'Ms. Barbara J Jensen, III',
      familyName: 'Jensen',
      givenName: 'Barbara',
      middleName: 'Jane',
      honorificPrefix: 'Ms.',
      honorificSuffix: 'III',
    },
    displayName: 'Babs Jensen',
    nickName: 'Babs',
    profileUrl: 'https://login.example.com/bjensen',
    emails: [
      { value: `${userName}@example.com`, type: 'work', primary: true },
      { value: `${userName}@jensen.org`, type: 'home' },
    ],
    addresses: [
      {
        streetAddress: '100 Universal City Plaza',
        locality: 'Hollywood',
        region: 'CA',
        postalCode: '91608',
        country: 'USA',
        formatted: '100 Universal City Plaza\nHollywood, CA 91608 USA',
        type: 'work',
        primary: true,
      },
      { streetAddress: '456 Hollywood Blvd', locality: 'Hollywood', country: 'USA', type: 'home' },
    ],
    phoneNumbers: [
      { value: '555-555-5555', type: 'work' },
      { value: '555-555-4444', type: 'mobile' },
    ],
    ims: [{ value: 'someaimhandle', type: 'aim' }],
    photos: [
      { value: 'https://photos.example.com/profilephoto/72930000000Ccne/F', type: 'photo' },
      { value: 'https://photos.example.com/profilephoto/72930000000Ccne/T', type: 'thumbnail' },
    ],
    userType: 'Employee',
    title: 'Tour Guide',
    preferredLanguage: 'en-US',
    locale: 'en-US',
    timezone: 'America/Los_Angeles',
    active: true,
    x509Certificates: [{ value: 'MIIDQzCCAqygAwIBAgICEAAwDQYJKoZIhvcNAQEFBQAwTjELMAkGA1UEBhMCVVMx' }],
    [urn.enterprise]: {
      employeeNumber: '701984',
      costCenter: '4130',
      organization: 'Universal Studios',
      division: 'Theme Park',
      department: 'Tour Operations',
      manager: { value: '26118915-6090-4610-87e4-49d8ca9f808d', $ref: '../Users/26118915-6090-4610-87e4-49d8ca9f808d' },
    },
  };
}
