/**
 * Many at once, through real connections: what several services get wrong. Each case ends by reading back what is there,
 * and the audit log must say exactly what happened, each once.
 */
import type { PreparedOrganisation } from '@sekisho/gateway-process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAuditLog } from '../support/audit-log.ts';
import { note } from '../support/note.ts';
import { waitForEmptyOutbox } from '../support/outbox.ts';
import { seededRandom, seedOfRun } from '../support/random.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import {
  type Answer,
  groupBody,
  makeGroup,
  makeUser,
  membersOf,
  query,
  read,
  type ScimService,
  unique,
  userBody,
} from './support/scim-service.ts';

let gateway: TestGateway;
let organisation: PreparedOrganisation;
let service: ScimService;

beforeAll(async () => {
  gateway = await startTestGateway();
  organisation = await gateway.organisation('Concurrency');
  service = gateway.service(organisation.connection);
});
afterAll(() => gateway.close());

const statusesOf = (answers: readonly Answer[]) => answers.map(({ status }) => status).sort();

/** The actions of the log that speak of `word`, in any case, sorted. */
async function actionsAbout(word: string): Promise<string[]> {
  await waitForEmptyOutbox(gateway.process.baseUrl);
  const log = await readAuditLog(gateway.process.baseUrl, organisation);
  return log
    .map(({ action }) => action)
    .filter((action) => action.toLowerCase().includes(word.toLowerCase()))
    .sort();
}

describe('200 concurrent PATCHes of one group', () => {
  it('add and remove exactly whom they name, and the log has each once', async () => {
    const seed = seedOfRun();
    note(`concurrency seed: TEST_SEED=${seed}`);
    const random = seededRandom(seed);
    const people = await Promise.all(
      Array.from({ length: 200 }, async (_, number) => {
        const displayName = `Person ${String(number).padStart(3, '0')}`;
        return { ...(await makeUser(service, { displayName })), displayName };
      }),
    );
    const name = unique('Everybody');
    const first = people.slice(0, 100);
    const group = await makeGroup(service, { displayName: name, members: first.map(({ id }) => ({ value: id })) });

    // The first hundred leave, the others join, in any order and in every form that providers use.
    const requests = people.map(({ id }, number) => {
      const operation =
        number >= 100
          ? random.pick([
              { op: 'add', path: 'members', value: [{ value: id }] },
              { op: 'Add', value: { members: [{ value: id }] } },
            ])
          : random.pick([
              { op: 'remove', path: `members[value eq "${id}"]` },
              { op: 'Remove', path: 'members', value: [{ value: id }] },
            ]);
      return () => service.patch(`/Groups/${group.id}`, [operation]);
    });
    const shuffled = requests.map((send) => ({ send, at: random.next() })).sort((a, b) => a.at - b.at);
    const answers = await Promise.all(shuffled.map(({ send }) => send()));

    expect(answers.filter(({ status }) => status !== 200 && status !== 204)).toEqual([]);
    expect(await membersOf(service, group.id)).toEqual(
      people
        .slice(100)
        .map(({ id }) => id)
        .sort(),
    );
    const said = await actionsAbout(name);
    expect(said).toEqual(
      [
        `${name} was created`,
        ...first.map(({ displayName }) => `${displayName} was added to ${name}`),
        ...first.map(({ displayName }) => `${displayName} was deleted from ${name}`),
        ...people.slice(100).map(({ displayName }) => `${displayName} was added to ${name}`),
      ].sort(),
    );
    const versions = new Set(answers.map(({ headers }) => headers['etag']));
    expect(versions.size).toBe(200);
  });

  it('that add the same ten people leave ten, added once', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, () => makeUser(service)));
    const name = unique('Ten');
    const group = await makeGroup(service, { displayName: name });
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, number) =>
        service.patch(`/Groups/${group.id}`, [
          { op: 'add', path: 'members', value: [{ value: people[number % 10]?.id }] },
        ]),
      ),
    );
    expect(answers.filter(({ status }) => status >= 300)).toEqual([]);
    expect(await membersOf(service, group.id)).toEqual(people.map(({ id }) => id).sort());
    expect((await actionsAbout(name)).filter((action) => action.includes('was added'))).toHaveLength(10);
    expect((await service.get(`/Groups/${group.id}?attributes=meta.version`)).headers['etag']).toBe('W/"11"');
  });
});

describe('concurrent creates', () => {
  it.each(['Users', 'Groups'])(
    'of one name in /%s: one is made, the others are told that it is taken',
    async (type) => {
      const name = unique('Same.Name');
      const bodies = Array.from({ length: 40 }, (_, number) => {
        const spelled = number % 2 === 0 ? name : name.toUpperCase();
        return type === 'Users' ? userBody(spelled) : groupBody(spelled);
      });
      const answers = await Promise.all(bodies.map((body) => service.post(`/${type}`, body)));
      expect(statusesOf(answers)).toEqual([201, ...Array.from({ length: 39 }, () => 409)]);
      for (const answer of answers) if (answer.status === 409) expect(answer.body['scimType']).toBe('uniqueness');
      const attribute = type === 'Users' ? 'userName' : 'displayName';
      const found = await service.get(`/${type}${query({ filter: `${attribute} eq "${name}"` })}`);
      expect(found.body['totalResults']).toBe(1);
      expect(await actionsAbout(name)).toHaveLength(1);
    },
  );

  it('of one group by members who come and go never fail otherwise than by their rules', async () => {
    const users = await Promise.all(Array.from({ length: 20 }, () => makeUser(service)));
    const group = await makeGroup(service);
    const answers = await Promise.all(
      users.flatMap(({ id }) => [
        service.patch(`/Groups/${group.id}`, [{ op: 'add', path: 'members', value: [{ value: id }] }]),
        service.delete(`/Users/${id}`),
      ]),
    );
    // Who is gone already can't join: 400. Nothing else may go wrong.
    expect(answers.filter(({ status }) => ![200, 204, 400].includes(status))).toEqual([]);
    expect(await membersOf(service, group.id)).toEqual([]);
  });
});

describe('concurrent changes of one user', () => {
  it.each<readonly [string, (id: string, number: number, headers: Record<string, string>) => Promise<Answer>]>([
    [
      'PUT',
      (id, number, headers) => service.put(`/Users/${id}`, userBody(`one-${id}`, { title: `T${number}` }), headers),
    ],
    [
      'PATCH',
      (id, number, headers) =>
        service.patch(`/Users/${id}`, [{ op: 'replace', path: 'title', value: `T${number}` }], headers),
    ],
    ['DELETE', (id, _number, headers) => service.delete(`/Users/${id}`, headers)],
  ])('by %s with If-Match: exactly one wins', async (method, change) => {
    const { id, etag } = await makeUser(service);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, number) => change(id, number, { 'if-match': etag })),
    );
    const [won, ...lost] = statusesOf(answers);
    expect(won).toBeLessThan(300);
    // Whoever comes after a deletion finds nobody.
    expect(new Set(lost)).toEqual(new Set([method === 'DELETE' ? 404 : 412]));
    if (method !== 'DELETE') {
      const winner = answers.findIndex(({ status }) => status === 200);
      expect(await read(service, `/Users/${id}`)).toMatchObject({ title: `T${winner}` });
    }
  });

  it('by PATCH without If-Match: none is lost', async () => {
    const { id } = await makeUser(service);
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, number) =>
        service.patch(`/Users/${id}`, [
          { op: 'add', path: 'phoneNumbers', value: [{ value: `${number}`, type: 'work' }] },
        ]),
      ),
    );
    expect(new Set(statusesOf(answers))).toEqual(new Set([200]));
    const { phoneNumbers } = await read(service, `/Users/${id}`);
    expect(phoneNumbers).toHaveLength(60);
  });

  it('by everything at once, deletion included, never end in a 500 or a half-made state', async () => {
    for (let round = 0; round < 5; round += 1) {
      const name = unique('race');
      const { id } = await makeUser(service, { userName: name });
      const group = await makeGroup(service, { members: [{ value: id }] });
      const answers = await Promise.all([
        ...Array.from({ length: 6 }, (_, at) =>
          service.patch(`/Users/${id}`, [{ op: 'replace', path: 'userName', value: `${name}.${at}` }]),
        ),
        ...Array.from({ length: 6 }, (_, at) => service.put(`/Users/${id}`, userBody(name, { title: `${at}` }))),
        ...Array.from({ length: 3 }, () => service.delete(`/Users/${id}`)),
        ...Array.from({ length: 3 }, () => service.post('/Users', userBody(name))),
        ...Array.from({ length: 3 }, () => service.get(`/Users/${id}`)),
        service.delete(`/Groups/${group.id}`),
        service.patch(`/Groups/${group.id}`, [{ op: 'remove', path: 'members' }]),
        service.put(`/Groups/${group.id}`, groupBody(unique('g'), { members: [{ value: id }] })),
      ]);
      expect(answers.filter(({ status }) => ![200, 201, 204, 400, 404, 409].includes(status))).toEqual([]);
      const found = await service.get(`/Users${query({ filter: `userName sw "${name}"` })}`);
      expect(found.body['totalResults']).toBeLessThanOrEqual(2);
      expect((await service.get(`/Groups/${group.id}`)).status).toBe(404);
    }
  });
});
