import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Doc,
  expectError,
  makeGroup,
  makeUser,
  query,
  resourcesOf,
  type ScimService,
  unique,
  urn,
} from '../support/scim-service.ts';

/** RFC 7644 §3.4.2 and §3.4.3: filters, sorting, paging, attributes, and searching by POST; cursors of RFC 9865. */
export function searching(given: () => ScimService): void {
  let service: ScimService;
  /** Everybody of this run carries it, so that others' leavings on the connection do not matter. */
  const mark = unique('run');
  const people = new Map<string, string>();
  let before = '';

  beforeAll(async () => {
    service = given();
    before = new Date(Date.now() - 60_000).toISOString();
    for (const [name, attributes] of Object.entries(cast)) {
      const known = { userName: `${mark}.${name}`, externalId: `${mark}-${name}`, costume: mark };
      const { id } = await makeUser(service, { ...attributes, ...known });
      people.set(id, name);
    }
  });

  /** Who of this run's people answers the filter, by name. */
  async function who(filter: string): Promise<readonly string[]> {
    const answer = await service.get(
      `/Users${query({ filter: `userName sw "${mark}." and (${filter})`, count: 200 })}`,
    );
    if (answer.status !== 200) throw new Error(`${filter}: ${answer.status} ${answer.text}`);
    return resourcesOf(answer)
      .map((user) => people.get(String(user['id'])) ?? '?')
      .sort();
  }

  describe('a filter', () => {
    it.each<readonly [string, readonly string[]]>([
      // RFC 7644 §3.4.2.2, figure 2, in its order.
      ['userName eq "MARK.anna"', ['anna']],
      ['name.familyName co "O\'Malley"', ['ben']],
      ['userName sw "MARK.C"', ['cora']],
      [`${urn.user}:userName sw "MARK.A"`, ['anna']],
      ['title pr', ['anna', 'ben', 'dora']],
      ['meta.lastModified gt "BEFORE"', ['anna', 'ben', 'cora', 'dora', 'emil']],
      ['meta.lastModified ge "BEFORE"', ['anna', 'ben', 'cora', 'dora', 'emil']],
      ['meta.lastModified lt "BEFORE"', []],
      ['meta.lastModified le "BEFORE"', []],
      ['title pr and userType eq "Employee"', ['anna', 'ben']],
      ['title pr or userType eq "Intern"', ['anna', 'ben', 'cora', 'dora']],
      [`schemas eq "${urn.enterprise}"`, ['anna', 'dora']],
      ['userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")', ['anna', 'ben']],
      ['userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")', ['cora', 'emil']],
      ['userType eq "Employee" and (emails.type eq "work")', ['anna', 'ben']],
      ['userType eq "Employee" and emails[type eq "work" and value co "@example.com"]', ['anna']],
      [
        'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]',
        ['anna', 'dora'],
      ],
      // Every operator.
      ['title ne "Guide"', ['ben', 'cora', 'dora', 'emil']],
      ['title eq "GUIDE"', ['anna']],
      ['title co "UID"', ['anna']],
      ['title ew "ide"', ['anna']],
      ['title gt "Guide"', ['ben']],
      ['title ge "Guide"', ['anna', 'ben']],
      ['title lt "Guide"', ['dora']],
      ['title le "Guide"', ['anna', 'dora']],
      ['active eq true', ['anna', 'ben', 'cora', 'dora']],
      ['active eq false', ['emil']],
      ['active ne true', ['emil']],
      // Names and operators have no case.
      ['TITLE EQ "Guide"', ['anna']],
      ['Name.FamilyName Co "malley"', ['ben']],
      ['title PR AND NOT (userType EQ "Employee")', ['dora']],
      // Precedence: not, and, or.
      ['title eq "Guide" or title eq "Waiter" and userType eq "Nothing"', ['anna']],
      ['(title eq "Guide" or title eq "Waiter") and userType eq "Nothing"', []],
      ['not (title pr) and userType eq "Intern"', ['cora']],
      ['not (title pr or userType eq "Intern")', ['emil']],
      // Values.
      ['nickName eq "say \\"hi\\" \\\\ \\u3042"', ['dora']],
      ['nickName co "あ"', ['dora']],
      ['title eq null', ['cora', 'emil']],
      ['title ne null', ['anna', 'ben', 'dora']],
      // Lists and extensions.
      ['emails pr', ['anna', 'ben', 'dora']],
      ['emails.type eq "home"', ['ben', 'dora']],
      ['emails[type eq "home" and value co "@example.com"]', ['dora']],
      ['emails[type eq "work"].value eq "ANNA@example.com"', ['anna']],
      ['emails[not (type eq "work")]', ['ben', 'dora']],
      ['emails[type eq "home" and (value sw "dora" or value sw "ben")]', ['ben', 'dora']],
      [`${urn.enterprise}:department eq "tours"`, ['anna']],
      [`${urn.enterprise}:manager.value eq "m-1"`, ['dora']],
      [`${urn.enterprise.toUpperCase()}:DEPARTMENT pr`, ['anna', 'dora']],
      ['meta.resourceType eq "User"', ['anna', 'ben', 'cora', 'dora', 'emil']],
      ['externalId eq "MARK-ben"', ['ben']],
      ['externalId eq "MARK-BEN"', []],
      ['noSuchAttribute eq "x"', []],
      ['noSuchAttribute pr', []],
    ])('%s', async (filter, expected) => {
      const text = filter.replaceAll('BEFORE', before).replaceAll('MARK', mark);
      expect(await who(text)).toEqual(expected);
    });

    it('finds a resource by its id', async () => {
      const [id = ''] = people.keys();
      const answer = await service.get(`/Users${query({ filter: `id eq "${id}"` })}`);
      expect(resourcesOf(answer).map((user) => user['id'])).toEqual([id]);
    });

    it('finds groups by name and member, and users by group', async () => {
      const [id = ''] = people.keys();
      const displayName = unique('Guides');
      const group = await makeGroup(service, { displayName, members: [{ value: id }] });
      const groupsBy = async (filter: string) =>
        resourcesOf(await service.get(`/Groups${query({ filter })}`)).map((found) => found['id']);
      expect(await groupsBy(`displayName eq "${displayName.toUpperCase()}"`)).toEqual([group.id]);
      expect(await groupsBy(`members.value eq "${id}" and displayName eq "${displayName}"`)).toEqual([group.id]);
      expect(await groupsBy(`members[value eq "${id}"] and displayName co "${displayName}"`)).toEqual([group.id]);
      expect(await groupsBy(`displayName eq "${displayName}" and not (members pr)`)).toEqual([]);
      expect(await who(`groups.value eq "${group.id}"`)).toEqual(['anna']);
      expect(await who(`groups.display eq "${displayName}"`)).toEqual(['anna']);
    });

    it.each([
      'userName',
      'userName eq',
      'eq "x"',
      'userName eq x y',
      'userName xx "x"',
      'userName eq "x',
      '(userName eq "x"',
      'userName eq "x")',
      'userName eq "x" and',
      'and userName eq "x"',
      'not userName',
      "userName eq 'x'",
      'emails[type eq "work"',
      'emails[]',
      'active gt true',
      'active co "t"',
      'active eq "true"',
      'meta.created co "2011"',
      'meta.created gt "yesterday"',
      'name eq "x"',
      'userName pr "x"',
      'userName eq "\\u0000"',
      'password eq "x"',
      '[type eq "work"]',
      'emails[type eq "work"] eq "x"',
      '"userName" eq "x"',
      '__proto__ eq "x"',
      'constructor.prototype pr',
      `${'('.repeat(5_000)}title pr${')'.repeat(5_000)}`,
      `${'title pr or '.repeat(900)}title pr`,
      `userName eq "${'x'.repeat(12_000)}"`,
    ])('is refused: %.60s', async (filter) => {
      const body = { schemas: [urn.search], filter };
      expectError(await service.post('/Users/.search', body), 400, 'invalidFilter');
    });
  });

  describe('sorting', () => {
    const sorted = async (parameters: Record<string, string>) => {
      const answer = await service.get(`/Users${query({ filter: `userName sw "${mark}."`, ...parameters })}`);
      expect(answer.status).toBe(200);
      return resourcesOf(answer).map((user) => people.get(String(user['id'])));
    };

    it.each<readonly [Record<string, string>, readonly string[]]>([
      [{ sortBy: 'userName' }, ['anna', 'ben', 'cora', 'dora', 'emil']],
      [{ sortBy: 'userName', sortOrder: 'ascending' }, ['anna', 'ben', 'cora', 'dora', 'emil']],
      [{ sortBy: 'userName', sortOrder: 'descending' }, ['emil', 'dora', 'cora', 'ben', 'anna']],
      [{ SortBy: 'USERNAME', sortorder: 'DESCENDING' }, ['emil', 'dora', 'cora', 'ben', 'anna']],
      [{ sortBy: `${urn.user}:userName`, sortOrder: 'descending' }, ['emil', 'dora', 'cora', 'ben', 'anna']],
      // Case does not matter: "abel" before "Bond" before "OMalley"; without a value last.
      [{ sortBy: 'name.familyName' }, ['dora', 'anna', 'ben', 'cora', 'emil']],
      [{ sortBy: 'meta.created' }, ['anna', 'ben', 'cora', 'dora', 'emil']],
      // A list sorts by its primary, else its first value.
      [{ sortBy: 'emails' }, ['anna', 'dora', 'ben', 'cora', 'emil']],
      [{ sortBy: 'emails.value' }, ['anna', 'dora', 'ben', 'cora', 'emil']],
    ])('%o', async (parameters, expected) => {
      expect(await sorted(parameters)).toEqual(expected);
    });

    it('puts those without a value first when descending (RFC 7644 §3.4.2.3)', async () => {
      const names = await sorted({ sortBy: 'name.familyName', sortOrder: 'descending' });
      expect(names.slice(2)).toEqual(['ben', 'anna', 'dora']);
    });

    it.each(['sortBy=%5B', 'sortBy=userName&sortOrder=sideways'])('refuses %s', async (parameters) => {
      expectError(await service.get(`/Users?${parameters}`), 400);
    });
  });

  describe('paging by index', () => {
    const filter = () => `userName sw "${mark}."`;
    const page = (more: Record<string, string | number>) =>
      service.get(`/Users${query({ filter: filter(), sortBy: 'userName', ...more })}`);

    it.each<readonly [Record<string, string | number>, readonly string[], number]>([
      [{}, ['anna', 'ben', 'cora', 'dora', 'emil'], 1],
      [{ startIndex: 1, count: 2 }, ['anna', 'ben'], 1],
      [{ startIndex: 3, count: 2 }, ['cora', 'dora'], 3],
      [{ startIndex: 5, count: 2 }, ['emil'], 5],
      [{ startIndex: 6, count: 2 }, [], 6],
      [{ startIndex: 1_000_000_000, count: 2 }, [], 1_000_000_000],
      [{ startIndex: 0, count: 2 }, ['anna', 'ben'], 1],
      [{ startIndex: -7, count: 2 }, ['anna', 'ben'], 1],
      [{ count: 0 }, [], 1],
      [{ count: -1 }, [], 1],
      [{ count: 100_000 }, ['anna', 'ben', 'cora', 'dora', 'emil'], 1],
    ])('%o', async (parameters, expected, startIndex) => {
      const answer = await page(parameters);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({
        schemas: [urn.list],
        totalResults: 5,
        itemsPerPage: expected.length,
        startIndex,
      });
      expect(resourcesOf(answer).map((user) => people.get(String(user['id'])))).toEqual(expected);
    });

    it.each(['startIndex=x', 'count=x', 'count=1.5', 'startIndex=1e3', 'count=ten'])('refuses %s', async (text) => {
      expectError(await service.get(`/Users?${text}`), 400, 'invalidValue');
    });

    it.each(['startIndex=99999999999999999999', 'count=99999999999999999999', 'startIndex=-99999999999999999999999'])(
      'bears %s',
      async (text) => {
        expect([200, 400]).toContain((await service.get(`/Users?${text}`)).status);
      },
    );

    it('answers nothing found with 200 and a total of 0', async () => {
      const answer = await service.get(`/Users${query({ filter: `userName eq "${unique('nobody')}"` })}`);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ schemas: [urn.list], totalResults: 0 });
      expect(resourcesOf(answer)).toEqual([]);
    });
  });

  describe('paging by cursor (RFC 9865)', () => {
    const filter = () => `userName sw "${mark}."`;
    const walk = async (parameters: Record<string, string | number>, between?: () => Promise<void>) => {
      const seen: string[] = [];
      let cursor: unknown = '';
      for (let pages = 0; cursor !== undefined && pages < 50; pages += 1) {
        const answer = await service.get(`/Users${query({ ...parameters, cursor: String(cursor) })}`);
        expect(answer.status, answer.text).toBe(200);
        expect(answer.body).toMatchObject({ schemas: [urn.list] });
        expect(resourcesOf(answer).length).toBeLessThanOrEqual(Number(parameters['count'] ?? 1_000));
        seen.push(...resourcesOf(answer).map((user) => String(user['userName'])));
        cursor = answer.body['nextCursor'];
        if (cursor !== undefined) expect(cursor).toMatch(/^[A-Za-z0-9._~-]+$/);
        await between?.();
      }
      return seen;
    };
    const names = (order: readonly string[]) => order.map((name) => `${mark}.${name}`);

    it.each<readonly [Record<string, string>, readonly string[]]>([
      [{ sortBy: 'userName' }, ['anna', 'ben', 'cora', 'dora', 'emil']],
      [{ sortBy: 'userName', sortOrder: 'descending' }, ['emil', 'dora', 'cora', 'ben', 'anna']],
      [{ sortBy: 'name.familyName' }, ['dora', 'anna', 'ben', 'cora', 'emil']],
      [{ sortBy: 'emails' }, ['anna', 'dora', 'ben', 'cora', 'emil']],
      [{}, ['anna', 'ben', 'cora', 'dora', 'emil']],
    ])('shows everybody once in order: %o', async (parameters, expected) => {
      for (const count of [1, 2, 5, 6]) {
        const seen = await walk({ filter: filter(), count, ...parameters });
        if (Object.keys(parameters).length === 0) seen.sort();
        expect(seen).toEqual(names(expected));
      }
    });

    it('misses nobody and shows nobody twice while others come and go', async () => {
      const crowd = unique('crowd');
      const stay = Array.from({ length: 12 }, (_, number) => `${crowd}.s${String(number).padStart(2, '0')}`);
      for (const userName of stay) await makeUser(service, { userName });
      let turn = 0;
      const goers: string[] = [];
      const seen = await walk({ filter: `userName sw "${crowd}."`, sortBy: 'userName', count: 2 }, async () => {
        // Somebody new before the place reached, and somebody behind; and the one before leaves again.
        turn += 1;
        const early = await makeUser(service, { userName: `${crowd}.a${turn}` });
        await makeUser(service, { userName: `${crowd}.s${String(turn * 2).padStart(2, '0')}x` });
        const leaver = goers.pop();
        if (leaver !== undefined) await service.delete(`/Users/${leaver}`);
        goers.push(early.id);
        if (turn > 20) throw new Error('no end');
      });
      expect(seen.filter((name) => stay.includes(name))).toEqual(stay);
      expect(new Set(seen).size).toBe(seen.length);
    });

    it('works in a search by POST', async () => {
      const first = await service.post('/Users/.search', {
        schemas: [urn.search],
        filter: filter(),
        sortBy: 'userName',
        count: 3,
        cursor: '',
      });
      const second = await service.post('/Users/.search', {
        schemas: [urn.search],
        filter: filter(),
        sortBy: 'userName',
        count: 3,
        cursor: first.body['nextCursor'],
      });
      expect([...resourcesOf(first), ...resourcesOf(second)].map((user) => user['userName'])).toEqual(
        names(['anna', 'ben', 'cora', 'dora', 'emil']),
      );
      expect(second.body).not.toHaveProperty('nextCursor');
    });

    it.each(['cursor=nonsense', 'cursor=%00', 'cursor=W10', `cursor=${'A'.repeat(2_000)}`, 'cursor=x&startIndex=1'])(
      'refuses %.40s',
      async (text) => {
        expectError(await service.get(`/Users?${text}`), 400, 'invalidCursor');
      },
    );

    it('refuses the cursor of another query', async () => {
      const answer = await service.get(`/Users${query({ filter: filter(), count: 2, cursor: '' })}`);
      const cursor = String(answer.body['nextCursor']);
      expectError(await service.get(`/Users${query({ count: 2, cursor })}`), 400, 'invalidCursor');
      expectError(
        await service.get(`/Groups${query({ filter: 'displayName pr', count: 2, cursor })}`),
        400,
        'invalidCursor',
      );
    });

    it.each(['count=x', 'count=-1'])('refuses a bad %s', async (text) => {
      const answer = await service.get(`/Users?cursor=&${text}`);
      expectError(answer, 400, 'invalidCount');
    });
  });

  describe('attributes', () => {
    const shown = async (parameters: Record<string, string>) => {
      const [id = ''] = people.keys();
      const one = await service.get(`/Users/${id}${query(parameters)}`);
      expect(one.status).toBe(200);
      const listed = await service.get(`/Users${query({ filter: `id eq "${id}"`, ...parameters })}`);
      expect(resourcesOf(listed)[0]).toEqual(one.body);
      const searched = await service.post('/Users/.search', {
        schemas: [urn.search],
        filter: `id eq "${id}"`,
        ...Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, value.split(',')])),
      });
      expect(resourcesOf(searched)[0]).toEqual(one.body);
      return one.body;
    };

    it.each<readonly [string, readonly string[]]>([
      ['userName', ['schemas', 'id', 'userName']],
      ['USERNAME', ['schemas', 'id', 'userName']],
      ['userName,title', ['schemas', 'id', 'userName', 'title']],
      ['noSuchAttribute', ['schemas', 'id']],
      [`${urn.user}:userName`, ['schemas', 'id', 'userName']],
      [`${urn.enterprise}`, ['schemas', 'id', urn.enterprise]],
      [`${urn.enterprise}:department`, ['schemas', 'id', urn.enterprise]],
      ['emails.value', ['schemas', 'id', 'emails']],
      ['meta.version', ['schemas', 'id', 'meta']],
      ['password', ['schemas', 'id']],
      ['costume', ['schemas', 'id', 'costume']],
    ])('%s', async (attributes, expected) => {
      expect(Object.keys(await shown({ attributes })).sort()).toEqual([...expected].sort());
    });

    it('show parts alone', async () => {
      expect((await shown({ attributes: 'name.familyName' }))['name']).toEqual({ familyName: 'Bond' });
      expect((await shown({ attributes: 'emails.value' }))['emails']).toEqual([{ value: 'anna@example.com' }]);
      expect((await shown({ attributes: `${urn.enterprise}:department` }))[urn.enterprise]).toEqual({
        department: 'Tours',
      });
      expect((await shown({ excludedAttributes: 'name.familyName' }))['name']).toEqual({ givenName: 'Anna' });
      expect((await shown({ excludedAttributes: `${urn.enterprise}:department` }))[urn.enterprise]).toEqual({
        costCenter: '1',
      });
    });

    it.each<readonly [string, readonly string[], readonly string[]]>([
      ['userName', ['userName'], ['id', 'schemas', 'title']],
      ['name,emails', ['name', 'emails'], ['userName']],
      ['id,schemas', [], ['id', 'schemas', 'userName']],
      ['meta', ['meta'], ['id']],
      [urn.enterprise, [urn.enterprise], ['userName']],
    ])('excluded: %s', async (excludedAttributes, gone, kept) => {
      const keys = Object.keys(await shown({ excludedAttributes }));
      for (const name of gone) expect(keys).not.toContain(name);
      for (const name of kept) expect(keys).toContain(name);
    });

    it('are chosen for what POST and PUT answer, too', async () => {
      const userName = unique('chosen');
      const created = await service.post('/Users?attributes=userName', { schemas: [urn.user], userName, title: 'x' });
      expect(created.status).toBe(201);
      expect(Object.keys(created.body).sort()).toEqual(['id', 'schemas', 'userName']);
      expect(created.headers['location']).toBe(`${service.baseUrl}/Users/${created.body['id']}`);
      const replaced = await service.put(`/Users/${created.body['id']}?excludedAttributes=title`, {
        schemas: [urn.user],
        userName,
        title: 'y',
      });
      expect(replaced.body).not.toHaveProperty('title');
      expect(replaced.body).toHaveProperty('userName');
    });

    it('of a group leave its members out when they are not wanted', async () => {
      const [id = ''] = people.keys();
      const group = await makeGroup(service, { members: [{ value: id }] });
      expect((await service.get(`/Groups/${group.id}?excludedAttributes=members`)).body).not.toHaveProperty('members');
      expect((await service.get(`/Groups/${group.id}?attributes=displayName`)).body).not.toHaveProperty('members');
      expect((await service.get(`/Groups/${group.id}?attributes=members`)).body['members']).toHaveLength(1);
    });
  });

  describe('searching by POST', () => {
    it('finds what the same GET finds', async () => {
      const filter = `userName sw "${mark}."`;
      const asked = await service.get(`/Users${query({ filter, sortBy: 'userName', startIndex: 2, count: 2 })}`);
      const posted = await service.post('/Users/.search', {
        schemas: [urn.search],
        filter,
        sortBy: 'userName',
        sortOrder: 'ascending',
        startIndex: 2,
        count: 2,
      });
      expect(posted.status).toBe(200);
      expect(posted.body).toEqual(asked.body);
    });

    it('searches all resource types at the root, and by GET too', async () => {
      const group = await makeGroup(service, { displayName: `${mark} group ${unique('g')}` });
      const filter = `(userName sw "${mark}.") or (displayName eq "${group.body['displayName']}")`;
      const posted = await service.post('/.search', { schemas: [urn.search], filter, count: 50 });
      expect(posted.status).toBe(200);
      const types = resourcesOf(posted).map((resource: Doc) => JSON.stringify(resource['meta']).includes('"Group"'));
      expect(types.filter((isGroup) => isGroup)).toHaveLength(1);
      expect(posted.body['totalResults']).toBe(6);
      expect((await service.get(`/${query({ filter, count: 50 })}`)).body).toEqual(posted.body);
      expect((await service.get(query({ filter, count: 50 }))).body).toEqual(posted.body);
      const paged: Doc[] = [];
      for (let startIndex = 1; startIndex <= 6; startIndex += 2) {
        const answer = await service.post('/.search', { schemas: [urn.search], filter, startIndex, count: 2 });
        expect(answer.body).toMatchObject({ totalResults: 6, startIndex, itemsPerPage: 2 });
        paged.push(...resourcesOf(answer));
      }
      expect(paged).toEqual(resourcesOf(posted));
      const usersOnly = await service.post('/.search', {
        schemas: [urn.search],
        filter: `meta.resourceType eq "User" and userName sw "${mark}."`,
      });
      expect(usersOnly.body['totalResults']).toBe(5);
    });

    it.each<readonly [string, unknown, string]>([
      ['no schemas', { filter: 'userName pr' }, 'invalidSyntax'],
      ['an array', [], 'invalidSyntax'],
      ['a filter that is a number', { schemas: [urn.search], filter: 5 }, 'invalidValue'],
      ['attributes that are numbers', { schemas: [urn.search], attributes: [5] }, 'invalidValue'],
      ['a count that is text', { schemas: [urn.search], count: 'many' }, 'invalidValue'],
    ])('refuses %s', async (_what, body, scimType) => {
      for (const path of ['/Users/.search', '/Groups/.search', '/.search']) {
        expectError(await service.post(path, body), 400, scimType);
      }
    });
  });
}

/** Who is looked for. */
const cast: Readonly<Record<string, Doc>> = {
  anna: {
    schemas: [urn.user, urn.enterprise],
    name: { familyName: 'Bond', givenName: 'Anna' },
    title: 'Guide',
    userType: 'Employee',
    emails: [{ value: 'anna@example.com', type: 'work', primary: true }],
    [urn.enterprise]: { department: 'Tours', costCenter: '1' },
  },
  ben: {
    name: { familyName: "O'Malley", givenName: 'Ben' },
    title: 'Waiter',
    userType: 'Employee',
    emails: [
      { value: 'zz@example.org', type: 'work' },
      { value: 'ben@example.org', type: 'home' },
    ],
  },
  cora: { name: { familyName: 'Zadek' }, userType: 'Intern' },
  dora: {
    schemas: [urn.user, urn.enterprise],
    name: { familyName: 'abel' },
    title: 'Chef',
    nickName: 'say "hi" \\ あ',
    emails: [
      { value: 'zz@example.net', type: 'other' },
      { value: 'dora@example.com', type: 'home', primary: true },
    ],
    ims: [{ value: 'dora@foo.com', type: 'xmpp' }],
    [urn.enterprise]: { department: 'Kitchen', manager: { value: 'm-1' } },
  },
  emil: { active: false },
};
