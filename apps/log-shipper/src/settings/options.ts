import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CompressionChoice } from '../deliver/compression.ts';
import { type StreamName, streamNames } from '../deliver/stream.ts';
import type { FormatName } from '../formats/format.ts';
import { type Encoding, encodings } from '../formats/text-decoder.ts';

/** The options that commands share, each said once. What is secret is better given in the environment: flags are seen by everybody on the host. */

export interface CommonFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export interface DeliveryFlags extends CommonFlags {
  readonly url: string;
  readonly key: string;
  readonly state: string;
  readonly compression: CompressionChoice;
  readonly concurrency: number;
  readonly batchEvents: number;
  readonly batchBytes: number;
  readonly timeout: number;
}

export interface ReadingFlags {
  readonly stream: StreamName;
  readonly format?: FormatName;
  readonly mapping?: string;
  readonly encoding: Encoding;
}

export interface QueryFlags {
  readonly url: string;
  readonly apiKey: string;
  readonly product?: readonly string[];
  readonly category?: readonly string[];
  readonly event?: readonly string[];
  readonly actor?: string;
  readonly ip?: string;
  readonly text?: string;
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number of 1 or more.');
  return value;
}

export function webAddress(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text)) {
    throw new InvalidArgumentError('It must be an address such as https://sekisho.example.co.jp.');
  }
  return text.replace(/\/+$/, '');
}

/** RFC 3339, kept as it was written. */
export function instant(text: string): string {
  if (!/^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new InvalidArgumentError('It must be a time such as 2026-01-31T00:00:00Z.');
  }
  return new Date(text).toISOString();
}

function gather(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

export const urlOption = () =>
  new Option('--url <address>', 'the gateway')
    .env('SEKISHO_URL')
    .default('http://127.0.0.1:3000')
    .argParser(webAddress);

export const keyOption = () =>
  new Option('--key <key>', 'event key of one product; better in the environment')
    .env('SEKISHO_EVENT_KEY')
    .default('', 'none');

export const stateOption = () =>
  new Option('--state <folder>', 'where checkpoint and dead letters are kept')
    .env('SEKISHO_STATE')
    .default(join(homedir(), '.local', 'state', 'log-shipper'));

export function withCommon(command: Command): Command {
  return command
    .addOption(
      new Option('--config <file>', 'JSON file with these options, for what flags and environment leave out').env(
        'SEKISHO_CONFIG',
      ),
    )
    .addOption(new Option('--json', 'one JSON line for each thing that happens'))
    .addOption(new Option('--quiet', 'say nothing but errors'));
}

export function withDelivery(command: Command): Command {
  return withCommon(
    command
      .addOption(urlOption())
      .addOption(keyOption())
      .addOption(stateOption())
      .addOption(
        new Option('--compression <kind>', 'of requests; auto packs what goes to other machines')
          .choices(['auto', 'zstd', 'gzip', 'none'])
          .default('auto'),
      )
      .addOption(new Option('--concurrency <n>', 'requests at once').default(3).argParser(wholeNumber))
      .addOption(new Option('--batch-events <n>', 'events a request').default(50_000).argParser(wholeNumber))
      .addOption(
        new Option('--batch-bytes <n>', 'bytes a request, before packing').default(25_165_824).argParser(wholeNumber),
      )
      .addOption(new Option('--timeout <ms>', 'for one request').default(120_000).argParser(wholeNumber)),
  );
}

export function withReading(command: Command): Command {
  return command
    .addOption(
      new Option('--stream <name>', 'which log the events go to; each needs a state folder of its own')
        .choices([...streamNames])
        .env('SEKISHO_STREAM')
        .default('audit-log'),
    )
    .addOption(new Option('--format <name>', 'default: by the file’s name').choices(['ndjson', 'csv']))
    .addOption(new Option('--mapping <file>', 'how lines of another program become events'))
    .addOption(new Option('--encoding <name>', 'of CSV and of mapped lines').choices([...encodings]).default('utf-8'));
}

export function withQuery(command: Command): Command {
  return command
    .addOption(urlOption())
    .addOption(
      new Option('--api-key <key>', 'with the scope audit-log:read; better in the environment')
        .env('SEKISHO_API_KEY')
        .default('', 'none'),
    )
    .addOption(new Option('--product <name>', 'only this product; may be repeated').argParser(gather))
    .addOption(new Option('--category <name>', 'only this category; may be repeated').argParser(gather))
    .addOption(new Option('--event <name>', 'only this event; may be repeated').argParser(gather))
    .addOption(new Option('--actor <text>', 'exact id, or part of name or e-mail address'))
    .addOption(new Option('--ip <address>', 'an address or a CIDR block'))
    .addOption(new Option('--text <text>', 'part of the action'));
}

/** The chosen filters by the admin API's names. */
export function filterOf(flags: QueryFlags): readonly (readonly [name: string, value: string])[] {
  const { product, category, event, actor, ip, text } = flags;
  return Object.entries({ product, category, event, actor, ip, text }).flatMap(([name, values]) =>
    values === undefined ? [] : [values].flat().map((value) => [name, value] as const),
  );
}
