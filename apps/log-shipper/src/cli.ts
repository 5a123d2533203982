#!/usr/bin/env node
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { CheckpointUnreadable } from './checkpoint/checkpoint-store.ts';
import { StateInUse } from './checkpoint/state-lock.ts';
import { listDeadLetters, retryDeadLetters } from './commands/dead-letter.ts';
import { examine } from './commands/doctor.ts';
import { exportLog } from './commands/export.ts';
import { ship } from './commands/ship.ts';
import { readStatus } from './commands/status.ts';
import { DeliveryImpossible } from './deliver/sender.ts';
import { MappingInvalid } from './formats/mapping-reader.ts';
import { readersFor } from './formats/reader-for.ts';
import { applyConfigurationFile, ConfigurationInvalid } from './settings/configuration.ts';
import { exitCode } from './settings/exit-code.ts';
import { createReporter } from './settings/reporter.ts';

/** The command line: reads flags, environment and configuration file, runs one command, ends with a telling exit code. */

const count = (text: string) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number of 1 or more.');
  return value;
};
const address = (text: string) => {
  if (!/^https?:\/\/[^/]+/.test(text))
    throw new InvalidArgumentError('It must be an address such as https://sekisho.example.co.jp.');
  return text.replace(/\/+$/, '');
};

const url = () =>
  new Option('--url <address>', 'the gateway').env('SEKISHO_URL').default('http://127.0.0.1:3000').argParser(address);
const key = () =>
  new Option('--key <key>', 'event key of one product; better in the environment').env('SEKISHO_EVENT_KEY').default('');
const state = () =>
  new Option('--state <folder>', 'where checkpoint and dead letters are kept')
    .env('SEKISHO_STATE')
    .default(join(homedir(), '.local', 'state', 'log-shipper'));
const compression = () =>
  new Option('--compression <kind>', 'of requests').choices(['gzip', 'zstd', 'none']).default('gzip');
const config = () =>
  new Option('--config <file>', 'JSON file with these options, for what flags and environment leave out').env(
    'SEKISHO_CONFIG',
  );
const json = () => new Option('--json', 'one JSON line for each thing that happens');
const quiet = () => new Option('--quiet', 'say nothing but errors');

const sharedNames = [
  'url',
  'key',
  'state',
  'compression',
  'concurrency',
  'batch-events',
  'batch-bytes',
  'poll',
  'timeout',
  'format',
  'mapping',
  'json',
  'quiet',
  'api-key',
  'output',
];

interface DeliveryFlags {
  url: string;
  key: string;
  state: string;
  compression: 'gzip' | 'zstd' | 'none';
  concurrency: number;
  batchEvents: number;
  batchBytes: number;
  poll: number;
  timeout: number;
  format?: 'ndjson' | 'csv';
  mapping?: string;
  json?: boolean;
  quiet?: boolean;
}

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
process.once('SIGTERM', () => interrupted.abort());

const program = new Command('log-shipper')
  .description(
    'Ships audit events to Sekisho: each one exactly once in every search and export, whatever happens on the way.',
  )
  .version('0.1.0')
  .showHelpAfterError()
  .configureHelp({ sortSubcommands: false })
  .addHelpText(
    'after',
    `
Exit codes:
  0  done                            4  done, but some events were refused and set aside (dead-letter list)
  1  unexpected error                5  the state folder is in use or unreadable
  2  wrong usage or configuration    6  doctor found something to mend
  3  the gateway refuses us for good (address or key)

Examples:
  $ export SEKISHO_URL=https://sekisho.example.co.jp SEKISHO_EVENT_KEY=…
  $ log-shipper doctor '/var/log/backlog/*.ndjson'
  $ log-shipper backfill '/var/log/backlog/*.ndjson*'
  $ log-shipper ship '/var/log/backlog/*.ndjson'`,
  );

function delivery(command: Command): Command {
  return command
    .addOption(url())
    .addOption(key())
    .addOption(state())
    .addOption(compression())
    .addOption(new Option('--concurrency <n>', 'requests at once').default(4).argParser(count))
    .addOption(new Option('--batch-events <n>', 'events a request').default(5_000).argParser(count))
    .addOption(
      new Option('--batch-bytes <n>', 'bytes a request, before compression').default(4_194_304).argParser(count),
    )
    .addOption(new Option('--timeout <ms>', 'for one request').default(60_000).argParser(count))
    .addOption(config())
    .addOption(json())
    .addOption(quiet());
}

function reading(command: Command): Command {
  return delivery(command)
    .addOption(new Option('--format <name>', 'default: by the file’s name').choices(['ndjson', 'csv']))
    .addOption(new Option('--mapping <file>', 'how lines of another program become events'))
    .addOption(new Option('--poll <ms>', 'how often followed files are looked at').default(250).argParser(count));
}

async function runShip(paths: readonly string[], flags: DeliveryFlags, follow: boolean): Promise<void> {
  const reporter = createReporter({ json: flags.json === true, quiet: flags.quiet === true });
  const result = await ship(
    {
      paths,
      follow,
      gatewayUrl: flags.url,
      key: flags.key,
      stateDir: flags.state,
      readerFor: await readersFor({ format: flags.format, mappingPath: flags.mapping }),
      compression: flags.compression,
      concurrency: flags.concurrency,
      batchEvents: flags.batchEvents,
      batchBytes: flags.batchBytes,
      pollMs: flags.poll,
      requestTimeoutMs: flags.timeout,
    },
    reporter,
    interrupted.signal,
  );
  const { exitCode: code, ...counts } = result;
  reporter.note('Done', counts);
  process.exitCode = code;
}

reading(program.command('ship').argument('<paths...>', 'files, folders or globs; - for standard input'))
  .description('follow files as they grow, rotate and are truncated, until stopped')
  .action((paths: string[], flags: DeliveryFlags) => runShip(paths, flags, !paths.includes('-')));

reading(program.command('backfill').argument('<paths...>', 'files, folders or globs, .gz and .zst too'))
  .description('ship what is there and end; what was shipped before is not stored twice')
  .action((paths: string[], flags: DeliveryFlags) => runShip(paths, flags, false));

program
  .command('export')
  .description('download a part of the audit log')
  .addOption(url())
  .addOption(
    new Option('--api-key <key>', 'with the scope audit-log:read').env('SEKISHO_API_KEY').makeOptionMandatory(),
  )
  .addOption(new Option('--output <file>', 'a file, or - for standard output').default('-'))
  .addOption(new Option('--format <name>', 'of the file').default('csv'))
  .addOption(new Option('--from <time>', 'first instant, RFC 3339'))
  .addOption(new Option('--to <time>', 'end, not included, RFC 3339'))
  .addOption(new Option('--product <name>', 'one product only'))
  .addOption(config())
  .addOption(json())
  .addOption(quiet())
  .action(
    async (
      flags: { url: string; apiKey: string; output: string; json?: boolean; quiet?: boolean } & Record<string, unknown>,
    ) => {
      const reporter = createReporter({ json: flags.json === true, quiet: flags.quiet === true });
      const query = Object.fromEntries(
        ['format', 'from', 'to', 'product'].flatMap((name) =>
          typeof flags[name] === 'string' ? [[name, flags[name]]] : [],
        ),
      );
      const { bytes } = await exportLog(
        { gatewayUrl: flags.url, apiKey: flags.apiKey, output: flags.output, query },
        reporter,
        interrupted.signal,
      );
      reporter.note('Exported', { bytes, output: flags.output });
    },
  );

program
  .command('status')
  .description('show how far each file has been shipped')
  .addOption(state())
  .action(async (flags: { state: string }) => {
    process.stdout.write(`${JSON.stringify(await readStatus(flags.state), null, 2)}\n`);
  });

const deadLetter = program
  .command('dead-letter')
  .description('events that were refused, kept until they are dealt with');
deadLetter
  .command('list')
  .description('one JSON line each, with the reason')
  .addOption(state())
  .action(async (flags: { state: string }) => {
    for (const letter of await listDeadLetters(flags.state)) process.stdout.write(`${JSON.stringify(letter)}\n`);
  });
delivery(deadLetter.command('retry').description('send them once more; what is refused again stays')).action(
  async (flags: DeliveryFlags) => {
    const reporter = createReporter({ json: flags.json === true, quiet: flags.quiet === true });
    const result = await retryDeadLetters(
      {
        stateDir: flags.state,
        gatewayUrl: flags.url,
        key: flags.key,
        compression: flags.compression,
        requestTimeoutMs: flags.timeout,
        batchEvents: flags.batchEvents,
        batchBytes: flags.batchBytes,
      },
      reporter,
      interrupted.signal,
    );
    reporter.note('Retried', { delivered: result.delivered, left: result.left });
    process.exitCode = result.exitCode;
  },
);

program
  .command('doctor')
  .description('look at everything that shipping needs, and say what to mend')
  .argument('[paths...]', 'files, folders or globs that will be shipped')
  .addOption(url())
  .addOption(key())
  .addOption(state())
  .addOption(config())
  .action(async (paths: string[], flags: { url: string; key: string; state: string }) => {
    const findings = await examine({ gatewayUrl: flags.url, key: flags.key, stateDir: flags.state, paths });
    for (const { check, ok, detail } of findings) process.stdout.write(`${ok ? 'ok  ' : 'BAD '} ${check}: ${detail}\n`);
    process.exitCode = findings.every(({ ok }) => ok) ? exitCode.done : exitCode.notHealthy;
  });

program.hook('preAction', (_program, command) => {
  const { config: path } = command.opts<{ config?: string }>();
  if (path !== undefined) applyConfigurationFile(command, path, sharedNames);
});

function exitCodeFor(error: unknown): number {
  if (error instanceof DeliveryImpossible) return exitCode.deliveryImpossible;
  if (error instanceof StateInUse || error instanceof CheckpointUnreadable) return exitCode.stateUnusable;
  if (error instanceof MappingInvalid || error instanceof ConfigurationInvalid) return exitCode.usage;
  return exitCode.unexpected;
}

program.exitOverride((error) => {
  process.exit(error.exitCode === 0 ? exitCode.done : exitCode.usage);
});

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`log-shipper: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = exitCodeFor(error);
}
