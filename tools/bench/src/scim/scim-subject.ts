/**
 * The measured SCIM operations against one service, each checked: the right status and the right content, because an
 * answer that says 200 and means nothing would win every race.
 */
import { z } from 'zod';
import type { Operation } from '../measure/load.ts';
import type { ScimClient, ScimReply } from './scim-client.ts';

export type ScimOperation = 'create' | 'get' | 'filter' | 'list of 100' | 'PUT' | 'PATCH';

/** A service with people in it, ready to be measured. */
export interface ScimSubject {
  readonly name: string;
  readonly operations: Readonly<Record<ScimOperation, Operation>>;
}

const created = z.looseObject({ id: z.string(), userName: z.string() });
const listed = z.looseObject({ totalResults: z.number(), Resources: z.array(created) });

/** Creates `people` users, 16 at a time, and returns the operations upon them. */
export async function prepareSubject(name: string, client: ScimClient, people: number): Promise<ScimSubject> {
  const ids: string[] = [];
  const userName = (number: number) => `person-${number}@bench.example.jp`;
  let next = 0;
  const create = async (number: number): Promise<string> => {
    const reply = await client.request('POST', '/Users', person(userName(number), number));
    expectReply(name, 'create', reply, 201, userName(number));
    return created.parse(JSON.parse(reply.text)).id;
  };
  const seed = async () => {
    while (next < people) {
      const number = next++;
      ids[number] = await create(number);
    }
  };
  await Promise.all(Array.from({ length: 16 }, seed));

  let turn = 0;
  const pick = (): readonly [id: string, number: number] => {
    // A stride that shares no factor with the number of people visits all of them before it returns to one.
    turn = (turn + 7919) % people;
    return [ids[turn] ?? '', turn];
  };

  const operations: ScimSubject['operations'] = {
    create: async () => {
      const number = next++;
      await create(number);
    },
    get: async () => {
      const [id, number] = pick();
      const reply = await client.request('GET', `/Users/${id}`);
      expectReply(name, 'get', reply, 200, id, userName(number));
    },
    filter: async () => {
      const [id, number] = pick();
      const filter = encodeURIComponent(`userName eq "${userName(number)}"`);
      const reply = await client.request('GET', `/Users?filter=${filter}&startIndex=1&count=100`);
      expectReply(name, 'filter', reply, 200, id);
      if (!/"totalResults":1[,}]/.test(reply.text)) throw new Error(`${name}: a filter finds more than one person`);
    },
    'list of 100': async () => {
      const startIndex = 1 + (pick()[1] % (people - 100));
      const reply = await client.request('GET', `/Users?startIndex=${startIndex}&count=100`);
      expectReply(name, 'list of 100', reply, 200);
      const names = reply.text.split('"userName"').length - 1;
      if (names !== 100) throw new Error(`${name}: a list of 100 has ${names} people`);
    },
    PUT: async () => {
      const [id, number] = pick();
      const title = `Title ${Math.random()}`;
      const reply = await client.request('PUT', `/Users/${id}`, { ...person(userName(number), number), id, title });
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
  await expectSubjectWorks(name, client, operations, ids, userName, people);
  return { name, operations };
}

/** Every operation once, with its effect read back in full. Refuses to measure a service that gets one wrong. */
async function expectSubjectWorks(
  name: string,
  client: ScimClient,
  operations: ScimSubject['operations'],
  ids: readonly string[],
  userName: (number: number) => string,
  people: number,
): Promise<void> {
  for (const operation of Object.values(operations)) await operation();
  if (new Set(ids).size !== people) throw new Error(`${name}: ${people} people have ${new Set(ids).size} ids`);

  const search = encodeURIComponent(`userName eq "${userName(1)}"`);
  const found = listed.parse(JSON.parse((await client.request('GET', `/Users?filter=${search}`)).text));
  if (found.totalResults !== 1 || found.Resources[0]?.id !== ids[1]) throw new Error(`${name}: the filter finds wrong`);

  const page = listed.parse(JSON.parse((await client.request('GET', '/Users?startIndex=1&count=100')).text));
  const distinct = new Set(page.Resources.map(({ id }) => id)).size;
  if (page.totalResults < people || distinct !== 100) throw new Error(`${name}: the list counts or pages wrong`);

  const displayName = 'Read back';
  await client.request('PATCH', `/Users/${ids[0]}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'displayName', value: displayName }],
  });
  const { status, text } = await client.request('GET', `/Users/${ids[0]}`);
  if (status !== 200 || JSON.parse(text).displayName !== displayName) throw new Error(`${name}: a PATCH is not kept`);
}

function expectReply(name: string, operation: string, reply: ScimReply, status: number, ...contents: string[]): void {
  const missing = contents.find((content) => !reply.text.includes(content));
  if (reply.status === status && missing === undefined) return;
  const reason = missing === undefined ? `status ${status}` : `'${missing}'`;
  throw new Error(`${name}: ${operation} lacks ${reason}: ${reply.status} ${reply.text.slice(0, 300)}`);
}

/** A user as an identity provider sends one: the core attributes and an enterprise extension. */
function person(userName: string, number: number): Record<string, unknown> {
  return {
    schemas: [
      'urn:ietf:params:scim:schemas:core:2.0:User',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
    ],
    externalId: `external-${number}`,
    userName,
    name: { givenName: '花子', familyName: `山田${number}`, formatted: `山田${number} 花子` },
    displayName: `山田${number} 花子`,
    title: '主任',
    emails: [{ value: userName, type: 'work', primary: true }],
    active: true,
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': {
      employeeNumber: `E${number}`,
      department: '開発部',
    },
  };
}
