/**
 * What size costs: the same requests to an organisation with many accounts beside one with few, and to a large group
 * beside a small one. Both live in one gateway on one PostgreSQL, and are asked in turns.
 */
import { join } from 'node:path';
import { prepareOrganisation, startGateway } from '@sekisho/gateway-process';
import pg from 'pg';
import { z } from 'zod';
import { compareRates, type Operation, type Rates } from '../measure/load.ts';
import type { BenchPostgres } from '../postgres/bench-postgres.ts';
import { type BenchResult, compared } from '../results/result.ts';
import { externalIdOf, userNameOf } from '../scim/bench-person.ts';
import { unlimited } from '../scim/compare-scim.ts';
import { countPeople, findsOne } from '../scim/read-reply.ts';
import { createScimClient, type ScimClient } from '../scim/scim-client.ts';
import { seedPeople } from '../scim/seed-people.ts';

export interface CompareSizesOptions {
  readonly postgres: BenchPostgres;
  readonly workDir: string;
  readonly turnMs: number;
  readonly rounds: number;
  /** Accounts of the large organisation; the small one has 1,000. */
  readonly accounts: number;
  /** Members of the large group; the small one has 10. */
  readonly members: number;
  readonly report: (text: string) => void;
}

const few = 1_000;

export async function compareSizes(options: CompareSizesOptions): Promise<BenchResult[]> {
  const { postgres, report, accounts, members } = options;
  const databaseUrl = await postgres.createDatabase('sekisho_scale');
  const gateway = await startGateway({
    dataDir: join(options.workDir, 'gateway-scale'),
    env: { DATABASE_URL: databaseUrl, ...unlimited },
  });
  const clients: ScimClient[] = [];
  try {
    const directoryOf = async (name: string, people: number): Promise<Directory> => {
      const { connection } = await prepareOrganisation(gateway, { name });
      const client = createScimClient(connection.scimBaseUrl, connection.token, 16);
      clients.push(client);
      const began = performance.now();
      const ids = await seedPeople(client, 0, people);
      report(`${people} accounts created at ${Math.round(people / ((performance.now() - began) / 1000))}/s`);
      return { client, ids };
    };
    const small = await directoryOf('Small', few);
    const large = await directoryOf('Large', accounts);
    await settle(databaseUrl);

    const results: BenchResult[] = [];
    for (const [name, operationOf] of Object.entries(accountOperations)) {
      const rates = await compareRates(
        [
          { name: 'small', operation: operationOf(small) },
          { name: 'large', operation: operationOf(large) },
        ],
        { callers: 8, turnMs: options.turnMs, rounds: options.rounds },
      );
      const label = `${name}, ${accounts.toLocaleString('en')} accounts`;
      results.push(slowdown(label, rates, `${few.toLocaleString('en')} accounts`, 1.3));
      report(`${label}: ${describe(rates)}`);
    }

    const smallGroup = await groupOf(large.client, 'Small group', large.ids.slice(0, 10));
    const largeGroup = await groupOf(large.client, 'Large group', large.ids.slice(0, members));
    await settle(databaseUrl);
    const newcomer = large.ids.at(-1) ?? '';
    const rates = await compareRates(
      [
        { name: 'small', operation: joinAndLeave(large.client, smallGroup, newcomer) },
        { name: 'large', operation: joinAndLeave(large.client, largeGroup, newcomer) },
      ],
      { callers: 1, turnMs: options.turnMs, rounds: options.rounds },
    );
    const label = `add and remove a member, group of ${members.toLocaleString('en')}`;
    results.push(slowdown(label, rates, 'group of 10', 1.5));
    report(`${label}: ${describe(rates)}`);
    return results;
  } finally {
    await Promise.all(clients.map((client) => client.close()));
    await gateway.kill();
  }
}

interface Directory {
  readonly client: ScimClient;
  readonly ids: readonly string[];
}

const accountOperations: Readonly<Record<string, (directory: Directory) => Operation>> = {
  'userName eq': (directory) => searching(directory, (number) => `userName eq "${userNameOf(number)}"`),
  'externalId eq': (directory) => searching(directory, (number) => `externalId eq "${externalIdOf(number)}"`),
  'first page of 100': ({ client }) => page(client, () => 1),
  'page of 100 in the middle': ({ client, ids }) => page(client, () => Math.floor(ids.length / 2)),
  PATCH: ({ client, ids }) => {
    const pick = stride(ids.length);
    return async () => {
      const value = `Renamed ${Math.random()}`;
      const reply = await client.request('PATCH', `/Users/${ids[pick()]}`, patchOf('replace', 'displayName', value));
      if (reply.status !== 200 || !reply.body.includes(value)) throw new Error(`PATCH: ${reply.status} ${reply.text}`);
    };
  },
};

function searching({ client, ids }: Directory, filterOf: (number: number) => string): Operation {
  const pick = stride(ids.length);
  return async () => {
    const number = pick();
    const reply = await client.request('GET', `/Users?filter=${encodeURIComponent(filterOf(number))}`);
    const found = reply.status === 200 && reply.body.includes(ids[number] ?? '?');
    if (!found || !findsOne(reply)) throw new Error(`search: ${reply.status} ${reply.text}`);
  };
}

function page(client: ScimClient, startIndex: () => number): Operation {
  return async () => {
    const reply = await client.request('GET', `/Users?startIndex=${startIndex()}&count=100`);
    const people = countPeople(reply);
    if (reply.status !== 200 || people !== 100) throw new Error(`page: ${reply.status} with ${people} people`);
  };
}

const group = z.looseObject({ id: z.string() });

async function groupOf(client: ScimClient, displayName: string, members: readonly string[]): Promise<string> {
  const reply = await client.request('POST', '/Groups', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName,
  });
  if (reply.status !== 201) throw new Error(`create a group: ${reply.status} ${reply.text}`);
  const { id } = group.parse(JSON.parse(reply.text));
  // As many a request as identity providers send.
  for (let at = 0; at < members.length; at += 1_000) {
    const some = members.slice(at, at + 1_000).map((value) => ({ value }));
    await patchGroup(client, id, patchOf('add', 'members', some));
  }
  return id;
}

function joinAndLeave(client: ScimClient, groupId: string, userId: string): Operation {
  return async () => {
    await patchGroup(client, groupId, patchOf('add', 'members', [{ value: userId }]));
    await patchGroup(client, groupId, patchOf('remove', `members[value eq "${userId}"]`));
  };
}

/** Asks for no members back: rendering ten thousand of them is not what is measured. */
async function patchGroup(client: ScimClient, groupId: string, body: unknown): Promise<void> {
  const reply = await client.request('PATCH', `/Groups/${groupId}?excludedAttributes=members`, body);
  if (reply.status !== 200 && reply.status !== 204) throw new Error(`PATCH a group: ${reply.status} ${reply.text}`);
}

function patchOf(op: string, path: string, value?: unknown): unknown {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [{ op, path, value }] };
}

/** Numbers below `size`, spread out; visits all before it repeats. */
function stride(size: number): () => number {
  let at = 0;
  return () => {
    at = (at + 7919) % size;
    return at;
  };
}

/** What autovacuum does within a minute of such a load; done at once, so that both sizes are planned alike. */
async function settle(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('vacuum analyze');
  await client.end();
}

function slowdown(name: string, rates: Rates, against: string, atMost: number): BenchResult {
  const small = 1000 / rates.of('small');
  const large = 1000 / rates.of('large');
  return compared(
    {
      name,
      value: large,
      unit: 'ms',
      against: `${against} ${small.toFixed(2)} ms`,
      ratio: rates.ratio('small', 'large'),
    },
    { atMost },
  );
}

function describe(rates: Rates): string {
  return ['small', 'large'].map((name) => `${name} ${Math.round(rates.of(name))}/s`).join(', ');
}
