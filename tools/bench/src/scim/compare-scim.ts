/**
 * SCIM beside its peers: our gateway as a whole process, with its outbox written and its relay delivering, Jackson's
 * directory sync and scimmy-routers, all over HTTP, on one PostgreSQL server, in one run, in turns.
 */
import { join } from 'node:path';
import { prepareOrganisation, startGateway } from '@sekisho/gateway-process';
import { type Contender, compareRates, type Rates } from '../measure/load.ts';
import { startPeer } from '../peers/start-peer.ts';
import type { BenchPostgres } from '../postgres/bench-postgres.ts';
import { type BenchResult, compared } from '../results/result.ts';
import { prepareBareDatabase } from './bare-database.ts';
import { createScimClient } from './scim-client.ts';
import { prepareSubject, type ScimOperation } from './scim-subject.ts';

export interface CompareScimOptions {
  readonly postgres: BenchPostgres;
  readonly workDir: string;
  readonly turnMs: number;
  readonly rounds: number;
  readonly report: (text: string) => void;
}

const people = 1_000;
/** So many that no contender ever waits for its callers: with 16, two processors stood idle a quarter of the time. */
const callers = 64;

/** The first target, and the one it grows to. */
const targets: Readonly<Record<ScimOperation, { readonly first: number; readonly later: number }>> = {
  get: { first: 2, later: 3 },
  filter: { first: 2, later: 3 },
  'list of 100': { first: 2, later: 4 },
  PUT: { first: 2, later: 3 },
  PATCH: { first: 2, later: 3 },
  create: { first: 2, later: 4 },
};

export async function compareScim(options: CompareScimOptions): Promise<BenchResult[]> {
  const { postgres, report } = options;
  const closing: (() => Promise<unknown>)[] = [];
  try {
    const databaseUrl = await postgres.createDatabase('sekisho_bench');
    const gateway = await startGateway({
      dataDir: join(options.workDir, 'gateway'),
      env: { DATABASE_URL: databaseUrl, ...unlimited },
    });
    closing.push(() => gateway.kill());
    const organisation = await prepareOrganisation(gateway, { name: 'Benchmark' });
    report('our gateway is up');
    const jackson = await startPeer('jackson', await postgres.createDatabase('jackson'));
    closing.push(() => jackson.stop());
    const scimmy = await startPeer('scimmy', await postgres.createDatabase('scimmy'));
    closing.push(() => scimmy.stop());
    report('the peers are up');

    const subjects = [];
    for (const { name, at } of [
      { name: 'ours', at: organisation.connection },
      { name: 'Jackson', at: jackson },
      { name: 'scimmy', at: scimmy },
    ]) {
      const client = createScimClient(at.scimBaseUrl, at.token, callers);
      closing.push(() => client.close());
      // Jackson's totalResults is the size of one page at most, so only the page itself is checked.
      subjects.push(await prepareSubject(name, client, people, { countsAll: name !== 'Jackson' }));
      report(`${name}: ${people} people created, every operation checked`);
    }
    const [first = ''] = subjects[0]?.ids ?? [];
    const bare = await prepareBareDatabase(
      databaseUrl,
      await postgres.createDatabase('bare'),
      { accountId: first, connectionId: organisation.connection.id, organisationId: organisation.organisationId },
      people,
    );
    closing.push(() => bare.close());

    const results: BenchResult[] = [];
    for (const operation of ['get', 'filter', 'list of 100', 'PUT', 'PATCH', 'create'] as const) {
      const contenders: Contender[] = subjects.map(({ name, operations }) => ({
        name,
        operation: operations[operation],
        ...(name === 'scimmy' && operation === 'list of 100' ? { callers: 4 } : {}),
      }));
      if (operation === 'create' || operation === 'get') contenders.push({ name: 'bare', operation: bare[operation] });
      const rates = await compareRates(contenders, { callers, turnMs: options.turnMs, rounds: options.rounds });
      results.push(...resultsOf(operation, rates));
      report(`${operation}: ${contenders.map(({ name }) => `${name} ${Math.round(rates.of(name))}/s`).join(', ')}`);
    }
    return results;
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

/** Limits that protect a real gateway would only measure themselves here. */
export const unlimited = { SCIM_RATE_PER_SECOND: '1000000', SCIM_RATE_BURST: '1000000', LOG_LEVEL: 'warn' };

function resultsOf(operation: ScimOperation, rates: Rates): BenchResult[] {
  const versus = (other: string, label: string, atLeast: number | null, name = `SCIM ${operation}`) => {
    const against = `${label} ${Math.round(rates.of(other))} /s`;
    return compared(
      { name, value: rates.of('ours'), unit: '/s', against, ratio: rates.ratio('ours', other) },
      atLeast === null ? null : { atLeast },
    );
  };
  const { first, later } = targets[operation];
  return [
    versus('Jackson', 'Jackson', first),
    versus('Jackson', 'Jackson', later, `SCIM ${operation} (full target)`),
    versus('scimmy', 'scimmy', null),
    ...(operation === 'create' ? [versus('bare', 'bare PostgreSQL', 0.5)] : []),
    ...(operation === 'get' ? [versus('bare', 'bare PostgreSQL', 0.4)] : []),
  ];
}
