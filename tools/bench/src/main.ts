/**
 * `npm run bench`: measures the gateway beside its peers and beside the bare engines, prints a table and writes
 * `bench-results.json`. `--quick` stays below five minutes; `--only=scim,export,search,ingest,shipping,cycle,scale` measures a part.
 * `--events=100000000` says how many events the search goes through.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { compareSearch } from './audit-search/compare-search.ts';
import { measureCycle } from './cycle/measure-cycle.ts';
import { compareExport } from './export/compare-export.ts';
import { compareIngest } from './ingest/compare-ingest.ts';
import { type BenchPostgres, startBenchPostgres } from './postgres/bench-postgres.ts';
import type { BenchResult } from './results/result.ts';
import { renderTable } from './results/table.ts';
import { compareSizes } from './scale/compare-sizes.ts';
import { compareScim } from './scim/compare-scim.ts';
import { compareShipping } from './shipping/compare-shipping.ts';

interface Surroundings {
  readonly postgres: BenchPostgres;
  readonly workDir: string;
  /** How many events to search, where the command line says so. */
  readonly events: number | undefined;
  readonly report: (text: string) => void;
}

/** How long and how large each part is, in full and quickly. */
const suites: Readonly<Record<string, (around: Surroundings, quick: boolean) => Promise<BenchResult[]>>> = {
  scim: (around, quick) => compareScim({ ...around, turnMs: 500, rounds: quick ? 9 : 45 }),
  export: (around, quick) => compareExport({ ...around, events: 1_000_000, rounds: quick ? 2 : 5 }),
  search: (around, quick) =>
    compareSearch({
      ...around,
      events: around.events ?? (quick ? 500_000 : 10_000_000),
      repeats: quick ? 20 : 40,
    }),
  ingest: (around, quick) => compareIngest({ ...around, events: quick ? 200_000 : 500_000, rounds: quick ? 3 : 7 }),
  shipping: (around, quick) => compareShipping({ ...around, events: quick ? 200_000 : 500_000, rounds: quick ? 6 : 9 }),
  cycle: (around, quick) => measureCycle({ ...around, people: quick ? 1_000 : 10_000 }),
  scale: (around, quick) =>
    compareSizes({
      ...around,
      turnMs: 500,
      rounds: quick ? 5 : 25,
      accounts: quick ? 12_000 : 100_000,
      members: 10_000,
    }),
};

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' }, events: { type: 'string' } },
});
const wanted = values.only?.split(',') ?? Object.keys(suites);
const unknown = wanted.filter((name) => suites[name] === undefined);
if (unknown.length > 0) {
  process.stderr.write(`There is no suite ${unknown.join(', ')}; there are ${Object.keys(suites).join(', ')}.\n`);
  process.exit(2);
}

const events = values.events === undefined ? undefined : Number(values.events);
if (events !== undefined && !(Number.isSafeInteger(events) && events > 0)) {
  process.stderr.write(`--events=${values.events} is no number of events.\n`);
  process.exit(2);
}

const began = performance.now();
const report = (text: string) => {
  process.stdout.write(`[${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s] ${text}\n`);
};
const workDir = await mkdtemp(join(tmpdir(), 'sekisho-bench-'));
const results: BenchResult[] = [];
let failed = false;
try {
  const postgres = await startBenchPostgres(join(workDir, 'server'));
  try {
    for (const name of wanted) {
      report(`── ${name}`);
      try {
        results.push(...((await suites[name]?.({ postgres, workDir, events, report }, values.quick)) ?? []));
      } catch (error) {
        failed = true;
        report(`${name} could not be measured: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
      }
    }
  } finally {
    await postgres.stop();
  }
} finally {
  await rm(workDir, { recursive: true, force: true });
}

const file = resolve(import.meta.dirname, '../../../bench-results.json');
await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
const missed = results.filter(({ met }) => met === false).length;
process.stdout.write(`\n${renderTable(results)}\n\n`);
report(`${results.length} results, ${missed} targets missed; written to bench-results.json`);
process.exit(failed ? 1 : 0);
