/**
 * Provisions a made-up Japanese company into a connection, as one identity provider does.
 *
 *   node tools/idp-simulators/src/main.ts entra-id --base-url http://localhost:8080/scim/v2/… --token … --people 200
 *
 * Exit code 1 when the service refused anything or a replayed sample did not give its state.
 */
import { parseArgs } from 'node:util';
import { japaneseDirectory } from './directory/japanese-directory.ts';
import { plausibleChanges } from './directory/plausible-changes.ts';
import { replaySamples } from './replay/replay-samples.ts';
import { type SimulatedProvider, simulators } from './simulators.ts';
import type { RunReport } from './wire/run-report.ts';
import type { SimulatorTarget } from './wire/wire.ts';

const usage = `usage: node tools/idp-simulators/src/main.ts <${Object.keys(simulators).join('|')}> --base-url URL [options]

  --base-url URL        the connection's SCIM base URL
  --token TOKEN         its bearer token; default: the environment variable SCIM_TOKEN
  --replay              send the provider's published requests and check the state by reading back, instead of provisioning
  --people N            people in the directory (200)
  --groups N            groups in the directory (12)
  --domain DOMAIN       where their addresses are (example.co.jp)
  --seed N              the same seed gives the same directory and changes (1)
  --cycles N            incremental cycles after the initial one (1)
  --concurrency N       people provisioned at once (8)
  --rate N              at most N requests a second
  --lose-replies SHARE  throw away this share of the replies to writes, 0 to 1, and retry as the provider does (0)
`;

const exitCode = await run(process.argv.slice(2));
process.exitCode = exitCode;

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'base-url': { type: 'string' },
      token: { type: 'string' },
      replay: { type: 'boolean', default: false },
      people: { type: 'string', default: '200' },
      groups: { type: 'string', default: '12' },
      domain: { type: 'string', default: 'example.co.jp' },
      seed: { type: 'string', default: '1' },
      cycles: { type: 'string', default: '1' },
      concurrency: { type: 'string', default: '8' },
      rate: { type: 'string' },
      'lose-replies': { type: 'string', default: '0' },
      help: { type: 'boolean', default: false },
    },
  });
  const [provider] = positionals;
  const scimBaseUrl = values['base-url'];
  const token = values.token ?? process.env['SCIM_TOKEN'];
  if (values.help || !isProvider(provider) || scimBaseUrl === undefined || token === undefined) {
    process.stderr.write(usage);
    return values.help ? 0 : 2;
  }
  const target = { scimBaseUrl, token };
  if (values.replay) return replay(provider, target);
  return provision(provider, target, {
    people: number(values.people),
    groups: number(values.groups),
    domain: values.domain,
    seed: number(values.seed),
    cycles: number(values.cycles),
    concurrency: number(values.concurrency),
    requestsPerSecond: values.rate === undefined ? undefined : number(values.rate),
    loseReplies: number(values['lose-replies']),
  });
}

async function replay(provider: SimulatedProvider, target: SimulatorTarget): Promise<number> {
  const checks = await replaySamples(provider, target);
  for (const { passed, sample, sentence, detail } of checks) {
    print(`${passed ? 'ok    ' : 'FAILED'} ${sample}: ${sentence}${detail === '' ? '' : ` (${detail})`}`);
  }
  const failed = checks.filter((check) => !check.passed).length;
  print(`${checks.length - failed} of ${checks.length} checks passed`);
  return failed === 0 ? 0 : 1;
}

interface ProvisionOptions {
  readonly people: number;
  readonly groups: number;
  readonly domain: string;
  readonly seed: number;
  readonly cycles: number;
  readonly concurrency: number;
  readonly requestsPerSecond: number | undefined;
  readonly loseReplies: number;
}

async function provision(
  provider: SimulatedProvider,
  target: SimulatorTarget,
  options: ProvisionOptions,
): Promise<number> {
  const { people, groups, domain, seed, cycles, concurrency, requestsPerSecond, loseReplies } = options;
  const directory = japaneseDirectory({ people, groups, domain, seed });
  const simulator = simulators[provider]({
    target,
    directory,
    concurrency,
    loseReplies,
    seed,
    ...(requestsPerSecond === undefined ? {} : { requestsPerSecond }),
  });
  try {
    print(`test connection: ${(await simulator.testConnection()) ? 'ok' : 'FAILED'}`);
    let failures = printReport('initial cycle', await simulator.initialCycle());
    for (let cycle = 1; cycle <= cycles; cycle += 1) {
      const some = Math.max(1, Math.round(people / 50));
      const changes = plausibleChanges(directory, {
        seed: seed + cycle,
        domain,
        hires: some,
        renames: some,
        moves: some,
        leavers: some,
        rehires: cycle === 1 ? 0 : 1,
        membershipChanges: Math.ceil(groups / 3),
        groupRenames: groups > 3 ? 1 : 0,
      });
      failures += printReport(`incremental cycle ${cycle}`, await simulator.incrementalCycle(changes));
    }
    return failures === 0 ? 0 : 1;
  } finally {
    await simulator.close();
  }
}

function printReport(title: string, report: RunReport): number {
  const { durationMs, requests, usersCreated, usersPerSecond, throttled, lostReplies, failures, byKind } = report;
  print(
    `${title}: ${(durationMs / 1_000).toFixed(1)} s, ${requests} requests, ${usersCreated} users created ` +
      `(${usersPerSecond.toFixed(0)}/s), ${throttled} throttled, ${lostReplies} replies lost, ${failures.length} failures`,
  );
  for (const [kind, { count, p50, p95, max }] of Object.entries(byKind)) {
    print(`  ${kind.padEnd(16)} ${String(count).padStart(7)}  p50 ${ms(p50)}  p95 ${ms(p95)}  max ${ms(max)}`);
  }
  for (const failure of failures.slice(0, 20)) {
    print(`  FAILED ${failure.method} ${failure.path} → ${failure.status} ${JSON.stringify(failure.body)}`);
  }
  if (failures.length > 20) print(`  and ${failures.length - 20} failures more`);
  return failures.length;
}

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(1).padStart(7)} ms`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function number(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new Error(`not a number: ${text}`);
  return value;
}

function isProvider(name: string | undefined): name is SimulatedProvider {
  return name !== undefined && Object.hasOwn(simulators, name);
}
