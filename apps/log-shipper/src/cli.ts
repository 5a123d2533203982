#!/usr/bin/env node
import { Command, InvalidArgumentError, Option } from 'commander';
import { retryDeadLetters } from './commands/dead-letter.ts';
import { listLetters } from './commands/dead-letter-list.ts';
import { examine } from './commands/doctor.ts';
import { exportEvidence, exportLog, exportSealKey } from './commands/export.ts';
import { forwardLog } from './commands/forward.ts';
import { ship } from './commands/ship.ts';
import { readStatus } from './commands/status.ts';
import { chooseCompression } from './deliver/compression.ts';
import { formatsFor } from './formats/format-for.ts';
import { applyConfigurationFile } from './settings/configuration.ts';
import { exitCode } from './settings/exit-code.ts';
import { languageOf } from './settings/language.ts';
import { OperatorError } from './settings/operator-error.ts';
import {
  type CommonFlags,
  type DeliveryFlags,
  filterOf,
  instant,
  keyOption,
  type QueryFlags,
  type ReadingFlags,
  stateOption,
  urlOption,
  webAddress,
  wholeNumber,
  withCommon,
  withDelivery,
  withQuery,
  withReading,
} from './settings/options.ts';
import { createReporter, type Reporter } from './settings/reporter.ts';

/** The command line: reads flags, environment and configuration file, runs one command, ends with a telling exit code. */

const language = languageOf(process.env);
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
process.once('SIGTERM', () => interrupted.abort());

const program = new Command('log-shipper')
  .description(
    'Ships audit events to Sekisho: each one exactly once in every search and export, whatever happens on the way.',
  )
  .version('0.1.0')
  .showHelpAfterError()
  .addHelpText(
    'after',
    `
Exit codes:
  0  done                            5  the state folder is in use or unusable
  1  unexpected error                6  doctor found something to mend
  2  wrong usage or configuration    7  told to stop before all was delivered
  3  refused for good (address, key) 8  verify: not what was sealed
  4  done, but some events were refused and set aside (dead-letter list), or files unreadable

Examples:
  $ export SEKISHO_URL=https://sekisho.example.co.jp SEKISHO_EVENT_KEY=…
  $ log-shipper doctor '/var/log/backlog/*.ndjson'
  $ log-shipper backfill '/var/log/backlog/*.ndjson*'
  $ log-shipper ship '/var/log/backlog/*.ndjson*'
  $ zcat old.ndjson.gz | log-shipper ship -`,
  );

function reporterFor(flags: CommonFlags): Reporter {
  return createReporter({ json: flags.json === true, quiet: flags.quiet === true });
}

function deliveryOf(flags: DeliveryFlags) {
  return {
    gatewayUrl: flags.url,
    key: flags.key,
    stateDir: flags.state,
    compression: chooseCompression(flags.compression, flags.url),
    concurrency: flags.concurrency,
    batchEvents: flags.batchEvents,
    batchBytes: flags.batchBytes,
    requestTimeoutMs: flags.timeout,
    language,
  };
}

type ShipFlags = DeliveryFlags & ReadingFlags & { readonly poll?: number };

async function runShip(paths: readonly string[], flags: ShipFlags, follow: boolean): Promise<void> {
  requireSecret(flags.key, '--key', 'SEKISHO_EVENT_KEY');
  const reporter = reporterFor(flags);
  const { exitCode: code, ...counts } = await ship(
    {
      ...deliveryOf(flags),
      stream: flags.stream,
      paths,
      follow,
      formatFor: await formatsFor({ ...flags, mappingPath: flags.mapping }),
      pollMs: flags.poll ?? 250,
    },
    reporter,
    interrupted.signal,
  );
  reporter.note('Done', counts);
  process.exitCode = code;
}

withReading(
  withDelivery(program.command('ship').argument('<paths...>', 'files, folders or globs; - for standard input')),
)
  .description('follow files as they grow, rotate and are truncated, until stopped; standard input to its end')
  .addHelpText(
    'after',
    `
Name the rotated files too, so that nothing is missed when the shipper was away during a rotation.

Examples:
  $ log-shipper ship '/var/log/backlog/audit.ndjson*'
  $ log-shipper ship /var/log/nginx/access.log --mapping nginx.json
  $ log-shipper ship '/var/log/nginx/access.log*' --stream access-log --mapping access-log-combined.json
  $ ssh old-host cat audit.ndjson | log-shipper ship -`,
  )
  .addOption(new Option('--poll <ms>', 'how often followed files are looked at').default(250).argParser(wholeNumber))
  .action((paths: string[], flags: ShipFlags) =>
    runShip(
      paths,
      flags,
      paths.some((path) => path !== '-'),
    ),
  );

withReading(
  withDelivery(program.command('backfill').argument('<paths...>', 'files, folders or globs, .gz and .zst too')),
)
  .description('ship what is there and end; what was shipped before is not stored twice')
  .addHelpText(
    'after',
    `
Examples:
  $ log-shipper backfill /archive/2026
  $ log-shipper backfill 'auditlog-202605-Backlog.csv' --encoding shift_jis`,
  )
  .action((paths: string[], flags: ShipFlags) => runShip(paths, flags, false));

type ExportFlags = CommonFlags &
  QueryFlags & { readonly output: string } & Readonly<
    Record<'format' | 'preset' | 'order' | 'compression' | 'from' | 'to', string | undefined>
  > & {
    readonly encoding: 'utf-8' | 'utf-8-bom' | 'shift_jis';
    readonly bom?: boolean;
    readonly evidence?: string;
    readonly sealKey?: string;
  };

withCommon(withQuery(program.command('export')))
  .description('download a part of the audit log')
  .addHelpText(
    'after',
    `
Examples:
  $ log-shipper export --from 2026-05-01T00:00:00+09:00 --to 2026-06-01T00:00:00+09:00 --encoding utf-8-bom --output may.csv
  $ log-shipper export --format ndjson --preset evidence --output log.ndjson --evidence seals.ndjson`,
  )
  .addOption(new Option('--from <time>', 'first instant, RFC 3339').argParser(instant))
  .addOption(new Option('--to <time>', 'end, not included, RFC 3339').argParser(instant))
  .addOption(new Option('--format <name>', 'of the file').choices(['csv', 'ndjson', 'parquet']).default('csv'))
  .addOption(
    new Option('--preset <name>', 'full: a CSV file with all columns; evidence: NDJSON for verify')
      .choices(['default', 'full', 'evidence'])
      .default('default'),
  )
  .addOption(
    new Option('--encoding <name>', 'of a CSV file; utf-8-bom for Excel, shift_jis for what takes nothing else')
      .choices(['utf-8', 'utf-8-bom', 'shift_jis'])
      .default('utf-8'),
  )
  .addOption(new Option('--bom', 'the same as --encoding utf-8-bom'))
  .addOption(
    new Option('--order <name>', 'of the events').choices(['oldest-first', 'newest-first']).default('oldest-first'),
  )
  .addOption(new Option('--compression <kind>', 'of the file').choices(['none', 'gzip', 'zstd']).default('none'))
  .addOption(new Option('--output <file>', 'a file, or - for standard output').default('-'))
  .addOption(new Option('--evidence <file>', 'save the seals of the log too, for verify'))
  .addOption(new Option('--seal-key <file>', 'save the public key of the seals too; once, and keep it apart'))
  .action(async (flags: ExportFlags) => {
    requireSecret(flags.apiKey, '--api-key', 'SEKISHO_API_KEY');
    const { format, preset, order, compression, from, to } = flags;
    const reporter = reporterFor(flags);
    const text = flags.encoding === 'shift_jis' ? { encoding: 'shift_jis' } : {};
    const bom = flags.encoding === 'utf-8-bom' || flags.bom === true ? { bom: 'true' } : {};
    const given = Object.entries({ format, preset, order, compression, from, to, ...text, ...bom });
    const query = [
      ...filterOf(flags),
      ...given.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    ];
    const access = { gatewayUrl: flags.url, apiKey: flags.apiKey, language };
    const { bytes } = await exportLog({ ...access, output: flags.output, query }, reporter, interrupted.signal);
    // After the export: the seals may reach further than it does, and never less far.
    if (flags.evidence !== undefined) await exportEvidence(access, flags.evidence, interrupted.signal);
    if (flags.sealKey !== undefined) await exportSealKey(access, flags.sealKey, interrupted.signal);
    reporter.note('Exported', { bytes, output: flags.output });
  });

type ForwardFlags = CommonFlags &
  QueryFlags & {
    readonly state: string;
    readonly name: string;
    readonly from?: string;
    readonly output: string;
    readonly format: 'ndjson' | 'csv';
    readonly webhook?: string;
    readonly webhookSecret: string;
    readonly once?: boolean;
    readonly poll: number;
    readonly batchEvents: number;
    readonly timeout: number;
  };

withCommon(withQuery(program.command('forward')))
  .description('carry new events of the audit log on to a file, standard output or a webhook, each at least once')
  .addHelpText(
    'after',
    `
It goes on where it was; start it again with the same --name. An event may come twice after a kill, with the same id.

Examples:
  $ log-shipper forward --output /var/log/siem/sekisho.ndjson
  $ log-shipper forward --name cacoo --product Cacoo --from 2026-05-01T00:00:00Z --webhook https://siem.example/hook`,
  )
  .addOption(stateOption())
  .addOption(
    new Option('--name <name>', 'tells several forwardings of one state folder apart')
      .default('default')
      .argParser(plainName),
  )
  .addOption(new Option('--from <time>', 'where a new forwarding begins, RFC 3339; default: now').argParser(instant))
  .addOption(new Option('--output <file>', 'a file to append to, or - for standard output').default('-'))
  .addOption(new Option('--format <name>', 'of the file').choices(['ndjson', 'csv']).default('ndjson'))
  .addOption(
    new Option('--webhook <address>', 'post them here instead, signed (Standard Webhooks)').argParser(webAddress),
  )
  .addOption(
    new Option('--webhook-secret <secret>', 'whsec_…; better in the environment')
      .env('SEKISHO_WEBHOOK_SECRET')
      .default('', 'none'),
  )
  .addOption(new Option('--once', 'end when all that is there has gone'))
  .addOption(new Option('--poll <ms>', 'how often the log is asked').default(5_000).argParser(wholeNumber))
  .addOption(new Option('--batch-events <n>', 'events written or posted at once').default(500).argParser(wholeNumber))
  .addOption(new Option('--timeout <ms>', 'for one post').default(30_000).argParser(wholeNumber))
  .action(async (flags: ForwardFlags) => {
    requireSecret(flags.apiKey, '--api-key', 'SEKISHO_API_KEY');
    const reporter = reporterFor(flags);
    const { format } = flags;
    const result = await forwardLog(
      {
        gatewayUrl: flags.url,
        apiKey: flags.apiKey,
        filter: filterOf(flags),
        stateDir: flags.state,
        name: flags.name,
        from: flags.from === undefined ? null : new Date(flags.from),
        output:
          flags.webhook !== undefined
            ? { kind: 'webhook', url: flags.webhook, secret: flags.webhookSecret }
            : flags.output === '-'
              ? { kind: 'stdout', format }
              : { kind: 'file', path: flags.output, format },
        once: flags.once === true,
        pollMs: flags.poll,
        batchEvents: flags.batchEvents,
        requestTimeoutMs: flags.timeout,
        language,
      },
      reporter,
      interrupted.signal,
    );
    reporter.note('Done', { forwarded: result.forwarded });
    process.exitCode = result.exitCode;
  });

type VerifyFlags = CommonFlags & {
  readonly evidence: string;
  readonly sealKey: string;
  readonly from?: string;
  readonly to?: string;
};

withCommon(program.command('verify').argument('<export>', 'NDJSON with --preset evidence; .gz and .zst too'))
  .description('check an export against the seals of the log, offline, and name the first event that is not as it was')
  .addHelpText(
    'after',
    `
Example:
  $ log-shipper export --seal-key key.pem --output /dev/null          # once; keep key.pem apart
  $ log-shipper export --format ndjson --preset evidence --output log.ndjson --evidence seals.ndjson
  $ log-shipper verify log.ndjson --evidence seals.ndjson --seal-key key.pem`,
  )
  .addOption(new Option('--evidence <file>', 'the seals, as export --evidence saved them').makeOptionMandatory())
  .addOption(new Option('--seal-key <file>', 'the public key, PEM').makeOptionMandatory())
  .addOption(new Option('--from <time>', 'where the export begins, if it was narrowed').argParser(instant))
  .addOption(new Option('--to <time>', 'where the export ends, not included').argParser(instant))
  .action(async (exportPath: string, flags: VerifyFlags) => {
    const { from, to } = flags;
    // What reads evidence takes longer to load than all the rest, and the other commands have no use for it.
    const { describeVerification, verify } = await import('./commands/verify.ts');
    const verification = await verify({
      exportPath,
      evidencePath: flags.evidence,
      publicKeyPath: flags.sealKey,
      range: { from, to },
    });
    const { exitCode: code, ...found } = verification;
    const text = flags.json === true ? JSON.stringify(found) : describeVerification(verification)[language];
    process.stdout.write(`${text}\n`);
    process.exitCode = code;
  });

withCommon(program.command('status'))
  .description('show how far each file has been shipped, and how many events were set aside')
  .addOption(stateOption())
  .action(async (flags: CommonFlags & { readonly state: string }) => {
    const status = await readStatus(flags.state);
    if (flags.json === true) {
      process.stdout.write(`${JSON.stringify(status)}\n`);
      return;
    }
    for (const { path, line, behindBytes } of status.sources) {
      const behind =
        behindBytes === null ? 'gone or replaced' : behindBytes === 0 ? 'up to date' : `${behindBytes} bytes behind`;
      process.stdout.write(`${path}: ${line} lines, ${behind}\n`);
    }
    process.stdout.write(`dead letters: ${status.deadLetters}\n`);
  });

const deadLetter = program
  .command('dead-letter')
  .description('events that were refused, kept until they are dealt with');

withCommon(deadLetter.command('list'))
  .description('where each came from and why it was refused; with --json whole, one JSON line each')
  .addOption(stateOption())
  .action((flags: CommonFlags & { readonly state: string }) =>
    listLetters(flags.state, { json: flags.json === true, language }, process.stdout),
  );

withDelivery(deadLetter.command('retry'))
  .description('send them once more; what is refused again stays')
  .action(async (flags: DeliveryFlags) => {
    requireSecret(flags.key, '--key', 'SEKISHO_EVENT_KEY');
    const reporter = reporterFor(flags);
    const result = await retryDeadLetters(deliveryOf(flags), reporter, interrupted.signal);
    reporter.note('Retried', { delivered: result.delivered, left: result.left });
    process.exitCode = result.exitCode;
  });

withCommon(
  withReading(program.command('doctor').argument('[paths...]', 'files, folders or globs that will be shipped')),
)
  .description('look at everything that shipping needs, and say what to mend')
  .addOption(urlOption())
  .addOption(keyOption())
  .addOption(stateOption())
  .action(
    async (
      paths: string[],
      flags: CommonFlags & ReadingFlags & { readonly url: string; readonly key: string; readonly state: string },
    ) => {
      const findings = await examine({
        stream: flags.stream,
        gatewayUrl: flags.url,
        key: flags.key,
        stateDir: flags.state,
        paths,
        formatFor: await formatsFor({ ...flags, mappingPath: flags.mapping }),
        language,
      });
      for (const finding of findings) {
        const { check, ok, detail } = finding;
        const line = flags.json === true ? JSON.stringify(finding) : `${ok ? 'ok  ' : 'BAD '} ${check}: ${detail}`;
        process.stdout.write(`${line}\n`);
      }
      process.exitCode = findings.every(({ ok }) => ok) ? exitCode.done : exitCode.notHealthy;
    },
  );

/** A part of a file name. */
function plainName(text: string): string {
  if (!/^[\w-]{1,60}$/.test(text)) throw new InvalidArgumentError('Letters, digits, - and _ only.');
  return text;
}

function requireSecret(value: string, flag: string, variable: string): void {
  if (value !== '') return;
  throw new OperatorError(
    {
      ja: `キーがありません。${variable} か ${flag} で指定してください。キーは管理者が API キーの画面で発行します。`,
      en: `There is no key. Give one with ${variable} or ${flag}; administrators issue it under API keys.`,
    },
    exitCode.usage,
  );
}

const everyCommand = [...program.commands, ...deadLetter.commands];

program.hook('preAction', (_program, command) => {
  const { config: path } = command.opts<{ config?: string }>();
  if (path !== undefined) applyConfigurationFile(command, path, everyCommand);
});

for (const command of [program, ...everyCommand]) {
  command.exitOverride((error) => {
    process.exit(error.exitCode === 0 ? exitCode.done : exitCode.usage);
  });
}

try {
  await program.parseAsync();
} catch (error) {
  const text =
    error instanceof OperatorError
      ? error.explanation[language]
      : error instanceof Error
        ? `${error.message}${error.cause instanceof Error ? ` (${error.cause.message})` : ''}`
        : String(error);
  process.stderr.write(`log-shipper: ${text}\n`);
  process.exitCode = error instanceof OperatorError ? error.exitCode : exitCode.unexpected;
}
