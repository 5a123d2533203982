/**
 * The four identity providers, each provisioning a company of 150 into a real gateway: everybody at first, then three
 * working weeks of joining, marrying, moving, leaving, coming back and changing groups. Once with every reply, once with
 * one in ten lost. Both must end in the directory's state, and with the same audit log, row by row.
 */
import type { PreparedOrganisation } from '@sekisho/gateway-process';
import {
  createCloudGateSimulator,
  createEntraSimulator,
  createOktaSimulator,
  createOneLoginSimulator,
  type IdpSimulator,
  japaneseDirectory,
  plausibleChanges,
  type SimulatorOptions,
} from '@sekisho/idp-simulators';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAuditLog } from '../support/audit-log.ts';
import { note } from '../support/note.ts';
import { waitForEmptyOutbox } from '../support/outbox.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import { type Doc, docsIn, resourcesOf, type ScimService } from './support/scim-service.ts';

const domain = 'example.co.jp';
const people = 150;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

interface Variant {
  readonly providerId: string;
  readonly create: (options: SimulatorOptions) => IdpSimulator;
  /** Whom the directory deletes stays here, deactivated: the provider sends no deletions. */
  readonly keepsDeleted?: true;
}

const variants: readonly Variant[] = [
  { providerId: 'entra-id', create: createEntraSimulator },
  { providerId: 'okta', create: createOktaSimulator, keepsDeleted: true },
  { providerId: 'onelogin', create: createOneLoginSimulator },
  {
    providerId: 'cloudgate-uno',
    create: (options) => createCloudGateSimulator({ ...options, updates: 'patch', groups: true }),
  },
];

describe.each(variants)('$providerId', (variant) => {
  const logs: (readonly string[])[] = [];

  it.each([0, 0.1])('provisions a company through its years with %f of the replies lost', async (loseReplies) => {
    const directory = japaneseDirectory({ people, groups: 12, seed: 3, domain });
    const organisation = await gateway.organisation(`${variant.providerId} ${loseReplies}`, variant.providerId);
    const target = organisation.connection;
    const service = gateway.service(target);
    const simulator = variant.create({ target, directory, loseReplies, seed: 7 });
    try {
      expect(await simulator.testConnection()).toBe(true);
      const first = await simulator.initialCycle();
      expect(first.failures).toEqual([]);
      expect(first.usersCreated).toBe(people);
      await expectState(service, simulator, variant);
      let hired = people;
      for (const seed of [11, 12, 13]) {
        hired += 5;
        const changes = plausibleChanges(directory, {
          seed,
          domain,
          hires: 5,
          renames: 5,
          moves: 5,
          leavers: 5,
          rehires: seed === 11 ? 0 : 3,
          deletions: 2,
          membershipChanges: 6,
          groupRenames: 2,
          newGroups: 1,
          groupDeletions: 1,
        });
        const report = await simulator.incrementalCycle(changes);
        expect(report.failures).toEqual([]);
        await expectState(service, simulator, variant);
      }
      const log = await provisioned(organisation);
      logs.push(log);
      expect(log.filter((row) => row.startsWith('Create a managed account'))).toHaveLength(hired);
      expect(log.filter((row) => row.startsWith('Create a team:'))).toHaveLength(directory.groups.length + 3);
      note(
        `${variant.providerId}, ${loseReplies * 100} % lost: ${Math.round(first.usersPerSecond)} users/s at first, ${log.length} audit rows`,
      );
    } finally {
      await simulator.close();
    }
  });

  it('has the same audit log with and without losses: each change once', () => {
    const [whole, lossy] = logs;
    expect(whole?.length).toBeGreaterThan(people);
    expect(differenceOf(whole ?? [], lossy ?? [])).toEqual({ missing: [], surplus: [] });
  });
});

/** Everybody is here as the directory says, nobody else is in use, and groups hold exactly whom they should. */
async function expectState(service: ScimService, simulator: IdpSimulator, variant: Variant): Promise<void> {
  const { directory } = simulator;
  const users = await readAll(service, '/Users');
  const inUse = users.filter((user) => user['active'] === true);
  expect(inUse.map((user) => [user['id'], user['userName'], user['displayName']]).sort()).toEqual(
    directory.people
      .filter((person) => person.active)
      .map((person) => [simulator.remoteIdOf(person.key), person.userName, person.displayName])
      .sort(),
  );
  const left = directory.people.filter((person) => !person.active);
  const unused = users.length - inUse.length;
  if (variant.keepsDeleted) expect(unused).toBeGreaterThanOrEqual(left.length);
  else expect(unused).toBe(left.length);

  const groups = await readAll(service, '/Groups');
  const active = new Set(inUse.map((user) => user['id']));
  const held = (group: Doc) =>
    docsIn(group['members']).flatMap(({ value }) => (active.has(value) ? [String(value)] : []));
  expect(groups.map((group) => [group['displayName'], held(group).sort()]).sort()).toEqual(
    directory.groups
      .map((group) => [
        group.displayName,
        [...group.memberKeys]
          .filter((key) => directory.person(key)?.active)
          .flatMap((key) => simulator.remoteIdOf(key) ?? [])
          .sort(),
      ])
      .sort(),
  );
}

async function readAll(service: ScimService, path: string): Promise<Doc[]> {
  const all: Doc[] = [];
  for (let cursor: unknown = ''; cursor !== undefined; ) {
    const answer = await service.get(`${path}?count=200&cursor=${cursor}`);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    all.push(...resourcesOf(answer));
    cursor = answer.body['nextCursor'];
  }
  return all;
}

/** What the log says provisioning did, sorted. */
async function provisioned(organisation: PreparedOrganisation): Promise<readonly string[]> {
  await waitForEmptyOutbox(gateway.process.baseUrl);
  const log = await readAuditLog(gateway.process.baseUrl, organisation);
  return log
    .map(({ event, action }) => `${event}: ${action}`)
    .filter(
      (row) => !/^(Create|Update) (a connection|an organization)|privilege|token|API key|[Ss]ign|session/.test(row),
    )
    .sort();
}

function differenceOf(expected: readonly string[], actual: readonly string[]) {
  return { missing: without(expected, actual), surplus: without(actual, expected) };
}

function without(rows: readonly string[], others: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const row of others) counts.set(row, (counts.get(row) ?? 0) + 1);
  return rows.filter((row) => {
    const left = counts.get(row) ?? 0;
    counts.set(row, left - 1);
    return left <= 0;
  });
}
