import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { LogLevel } from './logger.ts';

/** Which parts of the gateway this process runs. `api` answers requests, `worker` runs jobs, `all` does both. */
export type ProcessRole = 'all' | 'api' | 'worker';

/** Everything the gateway can be told from outside. Built once, by {@link loadConfig}; no module reads the environment. */
export interface Config {
  readonly role: ProcessRole;
  /** Fill the database with the demonstration company at start (`--demo`). */
  readonly demo: boolean;
  /** Where the embedded databases and generated secrets live. Absolute. */
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  /** How people and identity providers reach the gateway, without a trailing slash. */
  readonly publicUrl: string;
  /** Absent: the embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly databasePoolSize: number;
  /** Absent: the embedded ClickHouse engine in `dataDir`. */
  readonly clickhouse: ClickHouseConfig | undefined;
  /** How many proxies in front of us may be believed about the client's address (`X-Forwarded-For`). */
  readonly trustedProxies: number;
  /** Authorises `/admin/v1/operator/*`. Absent: one is generated into `dataDir/operator-key`. */
  readonly operatorKey: string | undefined;
  /** Encrypts stored secrets: 32 bytes in base64. Absent: one is generated into `dataDir/secret-key`. */
  readonly secretKey: string | undefined;
  readonly forwarding: ForwardingConfig;
  /** Below it prepared exports are kept. Absolute; the same folder for every process that shares a database. */
  readonly exportDir: string;
  /** How many files of the audit log a worker makes at once, each for another organisation. */
  readonly exportsAtOnce: number;
  /** JSON with the installation's own products and events, beside those we know. Absolute; absent: there are none. */
  readonly catalogueFile: string | undefined;
  /** Where alerts and files are mailed through, `smtps://user:password@host`. Absent: nothing is mailed. */
  readonly smtpUrl: string | undefined;
  /** The sender of those mails. */
  readonly mailFrom: string;
  readonly logLevel: LogLevel;
  /** How long a stopping process may take to finish its requests and drain the outbox, in milliseconds. */
  readonly shutdownTimeoutMs: number;
  /** Requests a second that one SCIM connection may sustain, and the burst above it. */
  readonly scimRateLimit: { readonly perSecond: number; readonly burst: number };
}

/** What organisations may forward their audit log to. */
export interface ForwardingConfig {
  /** Below it organisations may write files. Absolute; absent: no organisation may. */
  readonly fileDir: string | undefined;
  /** Lets destinations be inside our own network, and be plain HTTP. For installations of one company. */
  readonly allowPrivate: boolean;
}

export interface ClickHouseConfig {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly database: string;
  /** With a name, tables are created `ON CLUSTER` as replicated ones. */
  readonly cluster: string | undefined;
}

/** One thing that is wrong with the configuration: which variable, why, and what to do. */
export interface ConfigProblem {
  readonly variable: string;
  readonly reason: string;
}

/** The configuration can't be used. Carries every problem, so that an operator mends them in one go. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(
      `The configuration has ${problems.length} problem(s):\n${problems.map((p) => `  - ${p.variable}: ${p.reason}`).join('\n')}`,
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const port = z.coerce
  .number('must be a number between 0 and 65535, for example 3000')
  .int('must be a whole number')
  .min(0, 'must be 0 or more')
  .max(65535, 'must be 65535 or less');
const count = (min: number) =>
  z.coerce.number('must be a number').int('must be a whole number').min(min, `must be ${min} or more`);
const url = (protocols: RegExp, example: string) =>
  z.url({ protocol: protocols, error: `must be an address such as ${example}` });

const environment = z.object({
  DATA_DIR: z.string().min(1, 'must name a folder').default('./data'),
  HOST: z.string().min(1, 'must name an address to listen on').default('127.0.0.1'),
  PORT: port.default(3000),
  PUBLIC_URL: url(/^https?$/, 'https://sekisho.example.co.jp').optional(),
  DATABASE_URL: url(/^postgres(ql)?$/, 'postgres://user:password@host:5432/sekisho').optional(),
  DATABASE_POOL_SIZE: count(2).default(16),
  CLICKHOUSE_URL: url(/^https?$/, 'http://clickhouse:8123').optional(),
  CLICKHOUSE_USER: z.string().default('default'),
  CLICKHOUSE_PASSWORD: z.string().default(''),
  CLICKHOUSE_DATABASE: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be a plain name: letters, digits and _')
    .default('sekisho'),
  CLICKHOUSE_CLUSTER: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be a plain name: letters, digits and _')
    .optional(),
  TRUSTED_PROXIES: count(0).default(0),
  OPERATOR_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
  SECRET_KEY: z
    .string()
    .refine(
      (text) => /^[A-Za-z0-9+/]{43}=$/.test(text),
      'must be 32 bytes in base64, as `openssl rand -base64 32` prints',
    )
    .optional(),
  EXPORT_DIR: z.string().optional(),
  EXPORTS_AT_ONCE: count(1).max(8, 'must be 8 or less').optional(),
  CATALOGUE_FILE: z.string().optional(),
  FORWARD_FILE_DIR: z.string().optional(),
  FORWARD_ALLOW_PRIVATE: z.enum(['true', 'false'], { error: 'must be true or false' }).default('false'),
  SMTP_URL: url(/^smtps?$/, 'smtps://user:password@mail.example.co.jp').optional(),
  MAIL_FROM: z.email('must be an e-mail address').default('sekisho@localhost.localdomain'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be one of trace, debug, info, warn, error, fatal, silent',
    })
    .default('info'),
  SHUTDOWN_TIMEOUT_MS: count(0).default(20_000),
  SCIM_RATE_PER_SECOND: count(1).default(100),
  SCIM_RATE_BURST: count(1).default(400),
});

const roles: readonly string[] = ['all', 'api', 'worker'] satisfies readonly ProcessRole[];

/**
 * Reads flags (`--role`, `--demo`) and the environment into a {@link Config}.
 * Throws one {@link ConfigError} that names every problem at once. Empty variables count as absent.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>, argv: readonly string[] = []): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(given);
  const flags = parseFlags(argv);
  const problems = [...flags.problems];
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      problems.push({ variable: String(issue.path[0] ?? '(environment)'), reason: issue.message });
    }
  }
  if (given.CLICKHOUSE_CLUSTER !== undefined && given.CLICKHOUSE_URL === undefined) {
    problems.push({
      variable: 'CLICKHOUSE_CLUSTER',
      reason: 'needs CLICKHOUSE_URL: the embedded engine has no cluster',
    });
  }
  if (parsed.success && (parsed.data.EXPORTS_AT_ONCE ?? 0) > mostExports(parsed.data.DATABASE_POOL_SIZE)) {
    problems.push({
      variable: 'EXPORTS_AT_ONCE',
      reason: 'must be at most a quarter of DATABASE_POOL_SIZE: each export keeps a connection',
    });
  }
  if (flags.role !== 'all') {
    for (const variable of ['DATABASE_URL', 'CLICKHOUSE_URL']) {
      if (given[variable] === undefined) {
        problems.push({
          variable,
          reason: `is needed with --role ${flags.role}: embedded databases serve one process`,
        });
      }
    }
  }
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);

  const e = parsed.data;
  const dataDir = resolve(e.DATA_DIR);
  return {
    role: flags.role,
    demo: flags.demo,
    dataDir,
    host: e.HOST,
    port: e.PORT,
    publicUrl: (
      e.PUBLIC_URL ?? `http://${e.HOST === '0.0.0.0' || e.HOST === '::' ? 'localhost' : e.HOST}:${e.PORT}`
    ).replace(/\/+$/, ''),
    databaseUrl: e.DATABASE_URL,
    databasePoolSize: e.DATABASE_POOL_SIZE,
    clickhouse:
      e.CLICKHOUSE_URL === undefined
        ? undefined
        : {
            url: e.CLICKHOUSE_URL,
            username: e.CLICKHOUSE_USER,
            password: e.CLICKHOUSE_PASSWORD,
            database: e.CLICKHOUSE_DATABASE,
            cluster: e.CLICKHOUSE_CLUSTER,
          },
    trustedProxies: e.TRUSTED_PROXIES,
    operatorKey: e.OPERATOR_KEY,
    secretKey: e.SECRET_KEY,
    forwarding: {
      fileDir: e.FORWARD_FILE_DIR === undefined ? undefined : resolve(e.FORWARD_FILE_DIR),
      allowPrivate: e.FORWARD_ALLOW_PRIVATE === 'true',
    },
    exportDir: e.EXPORT_DIR === undefined ? join(dataDir, 'exports') : resolve(e.EXPORT_DIR),
    exportsAtOnce: e.EXPORTS_AT_ONCE ?? Math.min(2, mostExports(e.DATABASE_POOL_SIZE)),
    catalogueFile: e.CATALOGUE_FILE === undefined ? undefined : resolve(e.CATALOGUE_FILE),
    smtpUrl: e.SMTP_URL,
    mailFrom: e.MAIL_FROM,
    logLevel: e.LOG_LEVEL,
    shutdownTimeoutMs: e.SHUTDOWN_TIMEOUT_MS,
    scimRateLimit: { perSecond: e.SCIM_RATE_PER_SECOND, burst: e.SCIM_RATE_BURST },
  };
}

/** How many exports a pool of connections bears beside everything else. */
function mostExports(poolSize: number): number {
  return Math.max(1, Math.floor(poolSize / 4));
}

function parseFlags(argv: readonly string[]): { role: ProcessRole; demo: boolean; problems: ConfigProblem[] } {
  let role: ProcessRole = 'all';
  let demo = false;
  const problems: ConfigProblem[] = [];
  const rest = argv.flatMap((flag) => (flag.startsWith('--role=') ? ['--role', flag.slice('--role='.length)] : [flag]));
  for (let i = 0; i < rest.length; i += 1) {
    const flag = rest[i];
    if (flag === '--demo') {
      demo = true;
    } else if (flag === '--role') {
      const value = rest[++i] ?? '';
      if (roles.includes(value)) role = value as ProcessRole;
      else problems.push({ variable: '--role', reason: `must be one of ${roles.join(', ')}; got '${value}'` });
    } else {
      problems.push({
        variable: String(flag),
        reason: 'is not a flag we know; there are --role all|api|worker and --demo',
      });
    }
  }
  return { role, demo, problems };
}
