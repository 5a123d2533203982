/** What a member costs in a large group. The figure proper is the benchmark's; here a slip into O(n) must show. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { note } from '../support/note.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import { docsIn, makeGroup, makeUser, membersOf, type ScimService, urn, userBody } from './support/scim-service.ts';

const size = 10_000;
const rounds = 150;

let gateway: TestGateway;
let service: ScimService;

beforeAll(async () => {
  gateway = await startTestGateway();
  const { connection } = await gateway.organisation('Size');
  service = gateway.service(connection);
});
afterAll(() => gateway.close());

it(`takes about as long in a group of ${size} as in a group of 10`, async () => {
  const ids = await makePeople(size);
  const { id: small } = await makeGroup(service, { members: ids.slice(0, 10).map((value) => ({ value })) });
  const { id: large } = await makeGroup(service);
  for (let at = 0; at < ids.length; at += 1_000) {
    const value = ids.slice(at, at + 1_000).map((id) => ({ value: id }));
    expect((await service.patch(`/Groups/${large}`, [{ op: 'add', path: 'members', value }])).status).toBe(204);
  }
  const { id: newcomer } = await makeUser(service);

  const times = { small: [] as number[], large: [] as number[] };
  const joinAndLeave = async (group: string) => {
    const began = performance.now();
    const join = await service.patch(`/Groups/${group}`, [
      { op: 'add', path: 'members', value: [{ value: newcomer }] },
    ]);
    const leave = await service.patch(`/Groups/${group}`, [{ op: 'remove', path: `members[value eq "${newcomer}"]` }]);
    expect([join.status, leave.status].every((status) => status === 200 || status === 204)).toBe(true);
    return performance.now() - began;
  };
  for (let round = 0; round < rounds; round += 1) {
    // In turns, so that whatever else the machine does meets both.
    times.small.push(await joinAndLeave(small));
    times.large.push(await joinAndLeave(large));
  }
  const ratio = median(times.large) / median(times.small);
  note(
    `a member in and out: ${median(times.small).toFixed(2)} ms in 10, ${median(times.large).toFixed(2)} ms in ${size}: ${ratio.toFixed(2)}×`,
  );
  expect(ratio).toBeLessThan(3);
  expect(await membersOf(service, large)).toHaveLength(size);
});

/** In bulk, four requests at a time. */
async function makePeople(count: number): Promise<string[]> {
  const batch = 250;
  const ids: string[] = [];
  const makeBatch = async (at: number) => {
    const answer = await service.post('/Bulk', {
      schemas: [urn.bulk],
      Operations: Array.from({ length: batch }, (_, number) => ({
        method: 'POST',
        path: '/Users',
        bulkId: `${at + number}`,
        data: userBody(`person.${at + number}`),
      })),
    });
    ids.push(...docsIn(answer.body['Operations']).map(({ location }) => String(location).split('/').at(-1) ?? ''));
  };
  for (let at = 0; at < count; at += 4 * batch) {
    await Promise.all([0, 1, 2, 3].map((part) => makeBatch(at + part * batch)));
  }
  return ids;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
