/**
 * The measured SCIM operations against one service, each checked: the right status and the right content, because an
 * answer that says 200 and means nothing would win every race.
 */
import { z } from 'zod';
import type { Operation } from '../measure/load.ts';
import { benchPerson, userNameOf } from './bench-person.ts';
import { countPeople, findsOne } from './read-reply.ts';
import type { ScimClient, ScimReply } from './scim-client.ts';
import { seedPeople } from './seed-people.ts';

export type ScimOperation = 'create' | 'get' | 'filter' | 'list of 100' | 'PUT' | 'PATCH';

/** A service with people in it, ready to be measured. */
export interface ScimSubject {
  readonly name: string;
  /** Of the people created before the measurement. */
  readonly ids: readonly string[];
  readonly operations: Readonly<Record<ScimOperation, Operation>>;
}

export interface SubjectTraits {
  /** Whether `totalResults` of a list is the number of all people. */
  readonly countsAll: boolean;
}

const created = z.looseObject({ id: z.string(), userName: z.string() });
const listed = z.looseObject({ totalResults: z.number(), Resources: z.array(created) });

/** Creates `people` users, 16 at a time, and returns the operations upon them. */
export async function prepareSubject(
  name: string,
  client: ScimClient,
  people: number,
  traits: SubjectTraits,
): Promise<ScimSubject> {
  const ids = await seedPeople(client, 0, people);
  let next = people;

  let turn = 0;
  const pick = (): readonly [id: string, number: number] => {
    // A stride that shares no factor with the number of people visits all of them before it returns to one.
    turn = (turn + 7919) % people;
    return [ids[turn] ?? '', turn];
  };

  const operations: ScimSubject['operations'] = {
    create: async () => {
      const number = next++;
      const reply = await client.request('POST', '/Users', benchPerson(number));
      expectReply(name, 'create', reply, 201, userNameOf(number), '"id"');
    },
    get: async () => {
      const [id, number] = pick();
      const reply = await client.request('GET', `/Users/${id}`);
      expectReply(name, 'get', reply, 200, id, userNameOf(number));
    },
    filter: async () => {
      const [id, number] = pick();
      const filter = encodeURIComponent(`userName eq "${userNameOf(number)}"`);
      const reply = await client.request('GET', `/Users?filter=${filter}&startIndex=1&count=100`);
      expectReply(name, 'filter', reply, 200, id);
      if (!findsOne(reply)) throw new Error(`${name}: a filter finds more than one person`);
    },
    'list of 100': async () => {
      const startIndex = 1 + (pick()[1] % (people - 100));
      const reply = await client.request('GET', `/Users?startIndex=${startIndex}&count=100`);
      expectReply(name, 'list of 100', reply, 200);
      const names = countPeople(reply);
      if (names !== 100) throw new Error(`${name}: a list of 100 has ${names} people`);
    },
    PUT: async () => {
      const [id, number] = pick();
      const title = `Title ${Math.random()}`;
      const reply = await client.request('PUT', `/Users/${id}`, { ...benchPerson(number), id, title });
      expectReply(name, 'PUT', reply, 200, title);
    },
    PATCH: async () => {
      const [id] = pick();
      const value = `Renamed ${Math.random()}`;
      const reply = await client.request('PATCH', `/Users/${id}`, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'displayName', value }],
      });
      expectReply(name, 'PATCH', reply, 200, value);
    },
  };
  await expectSubjectWorks({ name, client, operations, ids, traits });
  return { name, ids, operations };
}

/** Every operation once, with its effect read back in full. Refuses to measure a service that gets one wrong. */
async function expectSubjectWorks(subject: {
  readonly name: string;
  readonly client: ScimClient;
  readonly operations: ScimSubject['operations'];
  readonly ids: readonly string[];
  readonly traits: SubjectTraits;
}): Promise<void> {
  const { name, client, operations, ids, traits } = subject;
  const people = ids.length;
  for (const operation of Object.values(operations)) await operation();
  if (new Set(ids).size !== people) throw new Error(`${name}: ${people} people have ${new Set(ids).size} ids`);

  const search = encodeURIComponent(`userName eq "${userNameOf(1)}"`);
  const found = listed.parse(JSON.parse((await client.request('GET', `/Users?filter=${search}`)).text));
  if (found.totalResults !== 1 || found.Resources[0]?.id !== ids[1]) throw new Error(`${name}: the filter finds wrong`);

  const page = listed.parse(JSON.parse((await client.request('GET', '/Users?startIndex=1&count=100')).text));
  const distinct = new Set(page.Resources.map(({ id }) => id)).size;
  const counted = !traits.countsAll || page.totalResults >= people;
  if (!counted || distinct !== 100) throw new Error(`${name}: the list counts or pages wrong`);

  const displayName = 'Read back';
  await client.request('PATCH', `/Users/${ids[0]}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'displayName', value: displayName }],
  });
  const { status, text } = await client.request('GET', `/Users/${ids[0]}`);
  if (status !== 200 || JSON.parse(text).displayName !== displayName) throw new Error(`${name}: a PATCH is not kept`);
}

function expectReply(name: string, operation: string, reply: ScimReply, status: number, ...contents: string[]): void {
  const missing = contents.find((content) => !reply.body.includes(content));
  if (reply.status === status && missing === undefined) return;
  const reason = missing === undefined ? `status ${status}` : `'${missing}'`;
  throw new Error(`${name}: ${operation} lacks ${reason}: ${reply.status} ${reply.text.slice(0, 300)}`);
}
