import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Doc,
  docsIn,
  expectError,
  makeGroup,
  makeUser,
  membersOf,
  read,
  type ScimService,
  unique,
  urn,
} from '../support/scim-service.ts';

/** RFC 7644 §3.5.2: its rules in its order, and its own examples. */
export function patching(given: () => ScimService): void {
  let service: ScimService;
  beforeAll(() => {
    service = given();
  });

  interface Case {
    readonly what: string;
    readonly before?: Doc;
    readonly operations: readonly Doc[];
    /** What must be in the resource afterwards; undefined: must not be there. */
    readonly after: Doc;
  }

  const work = { value: 'b@example.com', type: 'work', primary: true };
  const home = { value: 'b@jensen.org', type: 'home' };
  const street = { type: 'work', streetAddress: '1 Old Street', locality: 'Hollywood' };

  const cases: readonly Case[] = [
    // §3.5.2.1 add
    {
      what: 'add without a path adds to several attributes (the RFC’s example, names in another case)',
      before: { emails: [work] },
      operations: [{ op: 'add', value: { emails: [{ value: 'babs@jensen.org', type: 'home' }], nickname: 'Babs' } }],
      after: { emails: [work, { value: 'babs@jensen.org', type: 'home' }], nickName: 'Babs' },
    },
    {
      what: 'add to an attribute that has none sets it',
      operations: [{ op: 'add', path: 'title', value: 'Guide' }],
      after: { title: 'Guide' },
    },
    {
      what: 'add to a single value replaces it',
      before: { title: 'Guide' },
      operations: [{ op: 'add', path: 'title', value: 'Chief' }],
      after: { title: 'Chief' },
    },
    {
      what: 'add to a complex attribute adds parts',
      before: { name: { familyName: 'Jensen', givenName: 'Barbara' } },
      operations: [{ op: 'add', path: 'name', value: { middleName: 'Jane', givenName: 'Babs' } }],
      after: { name: { familyName: 'Jensen', givenName: 'Babs', middleName: 'Jane' } },
    },
    {
      what: 'add to a part of an absent complex attribute makes it',
      operations: [{ op: 'add', path: 'name.familyName', value: 'Jensen' }],
      after: { name: { familyName: 'Jensen' } },
    },
    {
      what: 'add to a list appends',
      before: { emails: [work] },
      operations: [{ op: 'add', path: 'emails', value: [home] }],
      after: { emails: [work, home] },
    },
    {
      what: 'add of one value, not in a list, appends it',
      before: { emails: [work] },
      operations: [{ op: 'add', path: 'emails', value: home }],
      after: { emails: [work, home] },
    },
    {
      what: 'add of a value that is there adds none',
      before: { emails: [work, home] },
      operations: [{ op: 'add', path: 'emails', value: [home] }],
      after: { emails: [work, home] },
    },
    {
      what: 'add of a new primary takes it from the old one',
      before: { emails: [work] },
      operations: [{ op: 'add', path: 'emails', value: [{ ...home, primary: true }] }],
      after: {
        emails: [
          { ...work, primary: false },
          { ...home, primary: true },
        ],
      },
    },
    {
      what: 'add through a value path changes the elements it selects',
      before: { addresses: [street, { type: 'home', locality: 'Tokyo' }] },
      operations: [{ op: 'add', path: 'addresses[type eq "work"]', value: { country: 'USA' } }],
      after: {
        addresses: [
          { ...street, country: 'USA' },
          { type: 'home', locality: 'Tokyo' },
        ],
      },
    },
    {
      what: 'add to an extension by its URN as a path',
      operations: [{ op: 'add', path: urn.enterprise, value: { department: 'Tours', costCenter: '4130' } }],
      after: { [urn.enterprise]: { department: 'Tours', costCenter: '4130' }, schemas: [urn.user, urn.enterprise] },
    },
    {
      what: 'add to an extension’s attribute by a path with its URN',
      operations: [{ op: 'add', path: `${urn.enterprise}:department`, value: 'Tours' }],
      after: { [urn.enterprise]: { department: 'Tours' } },
    },
    {
      what: 'add to a part of an extension’s attribute',
      operations: [{ op: 'add', path: `${urn.enterprise}:manager.value`, value: 'm-1' }],
      after: { [urn.enterprise]: { manager: { value: 'm-1' } } },
    },
    {
      what: 'add without a path, the extension as an object and as URN keys',
      operations: [
        { op: 'add', value: { [urn.enterprise]: { department: 'Tours' } } },
        { op: 'add', value: { [`${urn.enterprise}:division`]: 'Park' } },
      ],
      after: { [urn.enterprise]: { department: 'Tours', division: 'Park' } },
    },
    {
      what: 'add by a path that names the core schema',
      operations: [{ op: 'add', path: `${urn.user}:name.familyName`, value: 'Jensen' }],
      after: { name: { familyName: 'Jensen' } },
    },
    // §3.5.2.2 remove
    {
      what: 'remove of a single value',
      before: { title: 'Guide', nickName: 'Babs' },
      operations: [{ op: 'remove', path: 'title' }],
      after: { title: undefined, nickName: 'Babs' },
    },
    {
      what: 'remove of a list',
      before: { emails: [work, home] },
      operations: [{ op: 'remove', path: 'emails' }],
      after: { emails: undefined },
    },
    {
      what: 'remove through a value path (the RFC’s example)',
      before: { emails: [work, home] },
      operations: [{ op: 'remove', path: 'emails[type eq "work" and value ew "example.com"]' }],
      after: { emails: [home] },
    },
    {
      what: 'remove of the last element leaves no list',
      before: { emails: [work] },
      operations: [{ op: 'remove', path: 'emails[type eq "work"]' }],
      after: { emails: undefined },
    },
    {
      what: 'remove of one part of the elements selected',
      before: { addresses: [street] },
      operations: [{ op: 'remove', path: 'addresses[type eq "work"].streetAddress' }],
      after: { addresses: [{ type: 'work', locality: 'Hollywood' }] },
    },
    {
      what: 'remove of the only part leaves no complex value',
      before: { name: { familyName: 'Jensen' } },
      operations: [{ op: 'remove', path: 'name.familyName' }],
      after: { name: undefined },
    },
    {
      what: 'remove of what is not there changes nothing',
      before: { nickName: 'Babs' },
      operations: [
        { op: 'remove', path: 'title' },
        { op: 'remove', path: 'emails[type eq "work"]' },
      ],
      after: { nickName: 'Babs' },
    },
    {
      what: 'remove of an extension',
      before: { [urn.enterprise]: { department: 'Tours' } },
      operations: [{ op: 'remove', path: urn.enterprise }],
      after: { [urn.enterprise]: undefined, schemas: [urn.user] },
    },
    {
      what: 'remove of an extension’s last attribute',
      before: { [urn.enterprise]: { department: 'Tours' } },
      operations: [{ op: 'remove', path: `${urn.enterprise}:department` }],
      after: { [urn.enterprise]: undefined, schemas: [urn.user] },
    },
    // §3.5.2.3 replace
    {
      what: 'replace without a path (the RFC’s example)',
      before: { emails: [work], nickName: 'Barb', title: 'Guide' },
      operations: [
        {
          op: 'replace',
          value: {
            emails: [
              { value: 'bjensen@example.com', type: 'work', primary: true },
              { value: 'babs@jensen.org', type: 'home' },
            ],
            nickname: 'Babs',
          },
        },
      ],
      after: {
        emails: [
          { value: 'bjensen@example.com', type: 'work', primary: true },
          { value: 'babs@jensen.org', type: 'home' },
        ],
        nickName: 'Babs',
        title: 'Guide',
      },
    },
    {
      what: 'replace of a single value',
      before: { title: 'Guide' },
      operations: [{ op: 'replace', path: 'title', value: 'Chief' }],
      after: { title: 'Chief' },
    },
    {
      what: 'replace of what is not there adds it',
      operations: [{ op: 'replace', path: 'title', value: 'Chief' }],
      after: { title: 'Chief' },
    },
    {
      what: 'replace of a list',
      before: { emails: [work] },
      operations: [{ op: 'replace', path: 'emails', value: [home] }],
      after: { emails: [home] },
    },
    {
      what: 'replace of a complex attribute changes the parts named',
      before: { name: { familyName: 'Jensen', givenName: 'Barbara' } },
      operations: [{ op: 'replace', path: 'name', value: { givenName: 'Babs' } }],
      after: { name: { familyName: 'Jensen', givenName: 'Babs' } },
    },
    {
      what: 'replace of a part',
      before: { name: { familyName: 'Jensen', givenName: 'Barbara' } },
      operations: [{ op: 'replace', path: 'name.familyName', value: 'Smith' }],
      after: { name: { familyName: 'Smith', givenName: 'Barbara' } },
    },
    {
      what: 'replace through a value path (the RFC’s example)',
      before: { addresses: [street, { type: 'home', locality: 'Tokyo' }] },
      operations: [
        {
          op: 'replace',
          path: 'addresses[type eq "work"]',
          value: {
            type: 'work',
            streetAddress: '911 Universal City Plaza',
            locality: 'Hollywood',
            region: 'CA',
            postalCode: '91608',
            country: 'US',
            formatted: '911 Universal City Plaza\nHollywood, CA 91608 US',
            primary: true,
          },
        },
      ],
      after: {
        addresses: [
          {
            type: 'work',
            streetAddress: '911 Universal City Plaza',
            locality: 'Hollywood',
            region: 'CA',
            postalCode: '91608',
            country: 'US',
            formatted: '911 Universal City Plaza\nHollywood, CA 91608 US',
            primary: true,
          },
          { type: 'home', locality: 'Tokyo' },
        ],
      },
    },
    {
      what: 'replace of one part of the elements selected (the RFC’s example)',
      before: { addresses: [street] },
      operations: [{ op: 'replace', path: 'addresses[type eq "work"].streetAddress', value: '1010 Broadway Ave' }],
      after: { addresses: [{ ...street, streetAddress: '1010 Broadway Ave' }] },
    },
    {
      what: 'replace of a part in every element, without a filter',
      before: { emails: [{ value: 'a@example.com' }, { value: 'b@example.com' }] },
      operations: [{ op: 'replace', path: 'emails.type', value: 'work' }],
      after: {
        emails: [
          { value: 'a@example.com', type: 'work' },
          { value: 'b@example.com', type: 'work' },
        ],
      },
    },
    {
      what: 'replace making another element primary',
      before: { emails: [work, home] },
      operations: [{ op: 'replace', path: 'emails[type eq "home"].primary', value: true }],
      after: {
        emails: [
          { ...work, primary: false },
          { ...home, primary: true },
        ],
      },
    },
    {
      what: 'replace of an extension’s attribute',
      before: { [urn.enterprise]: { department: 'Tours', division: 'Park' } },
      operations: [{ op: 'replace', path: `${urn.enterprise}:department`, value: 'Food' }],
      after: { [urn.enterprise]: { department: 'Food', division: 'Park' } },
    },
    {
      what: 'names of operations and attributes in any case',
      before: { name: { familyName: 'Jensen' } },
      operations: [
        { op: 'Add', path: 'TITLE', value: 'Chief' },
        { op: 'REPLACE', path: 'Name.FAMILYNAME', value: 'Smith' },
        { op: 'Remove', path: 'NickName' },
      ],
      after: { title: 'Chief', name: { familyName: 'Smith' } },
    },
    {
      what: 'operations in their order',
      operations: [
        { op: 'add', path: 'title', value: 'One' },
        { op: 'remove', path: 'title' },
        { op: 'add', path: 'title', value: 'Two' },
        { op: 'add', path: 'emails', value: [work] },
        { op: 'replace', path: 'emails[type eq "work"].value', value: 'c@example.com' },
      ],
      after: { title: 'Two', emails: [{ ...work, value: 'c@example.com' }] },
    },
    {
      what: 'a replace with null takes the value away',
      before: { title: 'Guide', emails: [work] },
      operations: [{ op: 'replace', value: { title: null, emails: null } }],
      after: { title: undefined, emails: undefined },
    },
  ];

  describe('PATCH of a user', () => {
    it.each(cases)('$what', async ({ before = {}, operations, after }) => {
      const { id } = await makeUser(service, before);
      const answer = await service.patch(`/Users/${id}`, operations);
      expect([200, 204]).toContain(answer.status);
      const stored = await read(service, `/Users/${id}`);
      for (const [name, value] of Object.entries(after)) {
        if (value === undefined) expect(stored).not.toHaveProperty([name]);
        else expect(stored[name]).toEqual(value);
      }
      if (answer.status === 200) expect(answer.body).toEqual(stored);
    });

    it.each<readonly [string, Doc]>([
      ['add of the value that is there', { op: 'add', path: 'emails', value: [home] }],
      ['replace by the same', { op: 'replace', path: 'displayName', value: 'Babs' }],
      ['remove of what is not there', { op: 'remove', path: 'title' }],
      ['replace without a path by the same', { op: 'replace', value: { displayName: 'Babs', emails: [work, home] } }],
    ])('leaves version and lastModified alone after a no-op: %s', async (_what, operation) => {
      const { id, body } = await makeUser(service, { displayName: 'Babs', emails: [work, home] });
      expect((await service.patch(`/Users/${id}`, [operation])).status).toBeLessThan(300);
      expect(await read(service, `/Users/${id}`)).toEqual(body);
    });

    it.each<readonly [string, Doc, number, string]>([
      ['an op that is none', { op: 'move', path: 'title', value: 'x' }, 400, 'invalidSyntax'],
      ['no op', { path: 'title', value: 'x' }, 400, 'invalidSyntax'],
      ['remove without a path', { op: 'remove' }, 400, 'noTarget'],
      ['add without a value', { op: 'add', path: 'title' }, 400, 'invalidValue'],
      ['replace without a value', { op: 'replace', path: 'title' }, 400, 'invalidValue'],
      ['add of text without a path', { op: 'add', value: 'x' }, 400, 'invalidValue'],
      ['a path that is none', { op: 'replace', path: 'emails[', value: 'x' }, 400, 'invalidPath'],
      ['a path that is no string', { op: 'replace', path: 7, value: 'x' }, 400, 'invalidPath'],
      ['a path with a filter that is none', { op: 'remove', path: 'emails[type xx "work"]' }, 400, 'invalidFilter'],
      ['a value of the wrong type', { op: 'replace', path: 'active', value: 'maybe' }, 400, 'invalidValue'],
      ['a list where one value belongs', { op: 'replace', path: 'title', value: ['a'] }, 400, 'invalidValue'],
      [
        'a value path that selects nothing',
        { op: 'replace', path: 'emails[type eq "x"].value', value: 'y' },
        400,
        'noTarget',
      ],
      ['removing what is required', { op: 'remove', path: 'userName' }, 400, 'mutability'],
      ['removing what is readOnly', { op: 'remove', path: 'id' }, 400, 'mutability'],
      ['replacing id', { op: 'replace', path: 'id', value: 'x' }, 400, 'mutability'],
      ['replacing meta', { op: 'replace', path: 'meta.created', value: '2011-05-13T04:42:34Z' }, 400, 'mutability'],
      ['adding groups', { op: 'add', path: 'groups', value: [{ value: 'x' }] }, 400, 'mutability'],
      ['emptying userName', { op: 'replace', path: 'userName', value: '' }, 400, 'invalidValue'],
      ['a path into __proto__', { op: 'add', path: '__proto__.polluted', value: 'x' }, 400, 'invalidPath'],
      [
        'two primaries at once',
        {
          op: 'add',
          path: 'emails',
          value: [
            { value: 'x@y', primary: true },
            { value: 'z@y', primary: true },
          ],
        },
        400,
        'invalidValue',
      ],
    ])('refuses %s and changes nothing', async (_what, operation, status, scimType) => {
      const { id, body } = await makeUser(service, { emails: [home], nickName: 'Before' });
      const answer = await service.patch(`/Users/${id}`, [
        { op: 'replace', path: 'nickName', value: 'Lost' },
        operation,
        { op: 'replace', path: 'title', value: 'Lost' },
      ]);
      expectError(answer, status, scimType);
      expect(await read(service, `/Users/${id}`)).toEqual(body);
    });

    it.each<readonly [string, unknown, string]>([
      ['no Operations', { schemas: [urn.patch] }, 'invalidSyntax'],
      ['empty Operations', { schemas: [urn.patch], Operations: [] }, 'invalidSyntax'],
      ['Operations as an object', { schemas: [urn.patch], Operations: {} }, 'invalidSyntax'],
      ['an operation that is a string', { schemas: [urn.patch], Operations: ['add'] }, 'invalidSyntax'],
      ['no schemas', { Operations: [{ op: 'add', path: 'title', value: 'x' }] }, 'invalidSyntax'],
      [
        'wrong schemas',
        { schemas: [urn.user], Operations: [{ op: 'add', path: 'title', value: 'x' }] },
        'invalidSyntax',
      ],
      ['an array', [], 'invalidSyntax'],
    ])('refuses a body with %s', async (_what, body, scimType) => {
      const { id } = await makeUser(service);
      expectError(await service.send('PATCH', `/Users/${id}`, { body }), 400, scimType);
    });

    it('answers 200 with the attributes asked for', async () => {
      const { id } = await makeUser(service, { title: 'Guide', nickName: 'Babs' });
      const answer = await service.patch(`/Users/${id}?attributes=title`, [
        { op: 'replace', path: 'title', value: 'Chief' },
      ]);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ id, title: 'Chief' });
      expect(answer.body).not.toHaveProperty('nickName');
      expect(answer.body).not.toHaveProperty('userName');
    });

    it('never shows a password it was given', async () => {
      const { id } = await makeUser(service);
      const answer = await service.patch(`/Users/${id}`, [
        { op: 'replace', path: 'password', value: 'hunter2-hunter2' },
      ]);
      expect(answer.status).toBeLessThan(300);
      expect(answer.text).not.toContain('hunter2');
      expect((await service.get(`/Users/${id}?attributes=password`)).text).not.toContain('hunter2');
    });
  });

  describe('PATCH of a group', () => {
    it('shows a small one as it is then', async () => {
      const anna = await makeUser(service);
      const { id } = await makeGroup(service);
      const answer = await service.patch(`/Groups/${id}`, [
        { op: 'add', path: 'members', value: [{ value: anna.id }] },
      ]);
      expect(answer.status).toBe(200);
      const now = await service.get(`/Groups/${id}`);
      expect(answer.body).toEqual(now.body);
      expect(answer.body).toMatchObject({ members: [{ value: anna.id }] });
      expect(answer.headers['etag']).toBe(now.headers['etag']);
    });

    it('does what the RFC’s examples of members do', async () => {
      const people = [await makeUser(service), await makeUser(service), await makeUser(service)];
      const [anna = '', ben = '', cora = ''] = people.map((person) => person.id);
      const { id } = await makeGroup(service);
      const patch = async (...operations: Doc[]) => {
        const answer = await service.patch(`/Groups/${id}`, operations);
        expect([200, 204]).toContain(answer.status);
        return membersOf(service, id);
      };
      const member = (value: string) => ({ display: 'Babs', $ref: `${service.baseUrl}/Users/${value}`, value });

      expect(await patch({ op: 'add', path: 'members', value: [member(anna)] })).toEqual([anna]);
      expect(await patch({ op: 'add', path: 'members', value: [member(anna), member(ben)] })).toEqual(
        [anna, ben].sort(),
      );
      expect(await patch({ op: 'remove', path: `members[value eq "${anna}"]` })).toEqual([ben]);
      expect(
        await patch(
          { op: 'remove', path: `members[value eq "${ben}"]` },
          { op: 'add', path: 'members', value: [member(cora)] },
        ),
      ).toEqual([cora]);
      expect(await patch({ op: 'replace', path: 'members', value: [member(anna), member(ben)] })).toEqual(
        [anna, ben].sort(),
      );
      expect(await patch({ op: 'remove', path: 'members' })).toEqual([]);
      expect(await patch({ op: 'add', value: { members: [member(cora)] } })).toEqual([cora]);
      expect(await patch({ op: 'remove', path: `members[value eq "${anna}"]` })).toEqual([cora]);
      expect(await patch({ op: 'replace', path: 'members', value: [] })).toEqual([]);
    });

    it('renames and changes members in one request, or does neither', async () => {
      const user = await makeUser(service);
      const { id, body } = await makeGroup(service);
      const name = unique('Renamed');
      const refused = await service.patch(`/Groups/${id}`, [
        { op: 'replace', path: 'displayName', value: name },
        { op: 'add', path: 'members', value: [{ value: user.id }] },
        { op: 'add', path: 'members', value: [{ value: '00000000-0000-4000-8000-000000000000' }] },
      ]);
      expectError(refused, 400, 'invalidValue');
      expect(await read(service, `/Groups/${id}`)).toEqual(body);
      const done = await service.patch(`/Groups/${id}?attributes=displayName,members`, [
        { op: 'replace', path: 'displayName', value: name },
        { op: 'add', path: 'members', value: [{ value: user.id }] },
      ]);
      expect(done.status).toBe(200);
      expect(done.body).toMatchObject({ displayName: name });
      expect(docsIn(done.body['members'])).toHaveLength(1);
    });

    it.each<readonly [string, Doc, string]>([
      ['removing displayName', { op: 'remove', path: 'displayName' }, 'mutability'],
      ['a member who is nobody', { op: 'add', path: 'members', value: [{ value: 'nobody' }] }, 'invalidValue'],
      ['a member without a value', { op: 'add', path: 'members', value: [{ display: 'x' }] }, 'invalidValue'],
      ['members as text', { op: 'add', path: 'members', value: 'x' }, 'invalidValue'],
      ['a condition that is none', { op: 'remove', path: 'members[value ee "x"]' }, 'invalidFilter'],
    ])('refuses %s', async (_what, operation, scimType) => {
      const { id, body } = await makeGroup(service);
      expectError(await service.patch(`/Groups/${id}`, [operation]), 400, scimType);
      expect(await read(service, `/Groups/${id}`)).toEqual(body);
    });

    it('does not let a member be rewritten in place', async () => {
      const [anna, ben] = [await makeUser(service), await makeUser(service)];
      const { id } = await makeGroup(service, { members: [{ value: anna.id }] });
      const answer = await service.patch(`/Groups/${id}`, [
        { op: 'replace', path: `members[value eq "${anna.id}"].value`, value: ben.id },
      ]);
      expectError(answer, 400, 'mutability');
      expect(await membersOf(service, id)).toEqual([anna.id]);
    });
  });
}
