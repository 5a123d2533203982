import { mkdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@sekisho/platform';
import pg from 'pg';
import { type Credentials, ensureCluster, ensureCredentials, isCode } from './cluster.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import {
  findPostmaster,
  hasEnded,
  type Postmaster,
  type PostmasterPlace,
  startPostmaster,
  stopPostmaster,
  waitUntilReady,
} from './postmaster.ts';
import { findServerBinaries } from './server-binaries.ts';
import { chooseServerUser } from './server-user.ts';

/** What the embedded server needs to know. */
export interface EmbeddedPostgresOptions {
  /** The gateway's data folder; everything of the server's is in `postgres/` below it. */
  readonly dataDir: string;
  readonly logger: Logger;
  /** PostgreSQL settings beside our own, e.g. `{ max_connections: '200' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A running server that belongs to this process until {@link EmbeddedPostgres.stop}. */
export interface EmbeddedPostgres {
  /** The gateway's database, as its owner. Holds a password: never log it. */
  readonly url: string;
  /** The maintenance database as superuser: backups and tests, never requests. */
  readonly superuserUrl: string;
  /** Stops the server, adopted or not, after which the folder can be started again. May be called twice. */
  stop(): Promise<void>;
}

/**
 * PostgreSQL without an installation. Comes back with a server that answers on a free port of 127.0.0.1: a new one, or
 * the one that a killed gateway left behind. While it is held, a server that dies is started again on the same port,
 * so that the pool recovers by itself. Refuses a folder that another gateway holds, and everything else that waiting
 * can't mend, with an {@link EmbeddedPostgresError}.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { logger } = options;
  const settings = options.settings ?? {};
  const binaries = await findServerBinaries();
  await mkdir(join(options.dataDir, 'postgres'), { recursive: true, mode: 0o711 });
  const home = await realpath(join(options.dataDir, 'postgres'));
  const cluster = join(home, 'cluster');
  const user = await chooseServerUser(cluster, [home, dirname(binaries.postgres)]);
  const credentials = await ensureCredentials(join(home, 'credentials.json'), cluster);
  await ensureCluster(cluster, credentials, binaries, user, { durable: settings['fsync'] !== 'off' });

  const place: PostmasterPlace = {
    cluster,
    logFile: join(home, 'server.log'),
    program: binaries.postgres,
    user,
    settings,
  };
  let server = await bringUp(place, null, logger);
  let hold = await takeHold(server, credentials, options.dataDir).catch(async (error: unknown) => {
    if (error instanceof EmbeddedPostgresError) throw error;
    logger.warn({ err: error, pid: server.pid }, 'the PostgreSQL that was left running does not answer');
    return null;
  });
  if (hold === null || server.program !== binaries.postgres) {
    logger.info({ program: server.program }, 'replacing the PostgreSQL that was left running');
    await hold?.end();
    await stopPostmaster(cluster, hold === null ? 5_000 : undefined);
    server = await bringUp(place, null, logger);
    hold = await takeHold(server, credentials, options.dataDir);
  }
  await ensureDatabase(hold, credentials);

  const { port } = server;
  const stopping = new AbortController();
  let supervision = supervise(hold);
  logger.info({ port, pid: server.pid }, 'embedded PostgreSQL ready');

  /** Waits for the connection that holds the folder to break; then brings the server back. Ends when we stop. */
  async function supervise(first: pg.Client): Promise<void> {
    for (let held = first; ; ) {
      await ended(held, stopping.signal);
      if (stopping.signal.aborted) return held.end();
      logger.error({ port }, 'the embedded PostgreSQL went away; bringing it back');
      held = await regain();
    }
  }

  async function regain(): Promise<pg.Client> {
    for (;;) {
      try {
        const client = await takeHold(await bringUp(place, port, logger), credentials, options.dataDir);
        logger.info({ port }, 'embedded PostgreSQL is back');
        return client;
      } catch (error) {
        stopping.signal.throwIfAborted();
        logger.error({ err: error }, 'the embedded PostgreSQL does not come back yet');
        await delay(500);
      }
    }
  }

  return {
    url: urlOf('sekisho', credentials.application, port, 'sekisho'),
    superuserUrl: urlOf('postgres', credentials.superuser, port, 'postgres'),
    async stop() {
      stopping.abort();
      // A bringing-back that is cut short by the stop is no failure.
      await supervision.catch(() => undefined);
      supervision = Promise.resolve();
      await stopPostmaster(cluster);
    },
  };
}

/** A server that says it is ready: the one that runs, or a new one on `port` (null: any free one). */
async function bringUp(place: PostmasterPlace, port: number | null, logger: Logger): Promise<Postmaster> {
  const onWaiting = () => logger.info('PostgreSQL is still recovering');
  for (let failures = 0; ; ) {
    const running = await findPostmaster(place.cluster);
    if (running?.status === 'stopping') {
      await hasEnded(place.cluster, running.pid, 60_000);
      continue;
    }
    try {
      if (running === null) return await startPostmaster(place, port, onWaiting);
      logger.info({ pid: running.pid }, 'adopting the PostgreSQL that an earlier gateway left running');
      return await waitUntilReady(place.cluster, onWaiting, AbortSignal.timeout(adoptionPatienceMs));
    } catch (error) {
      failures += 1;
      const passes = error instanceof EmbeddedPostgresError && passingTroubles.test(error.message);
      if (failures === (passes ? 20 : 2)) throw error;
      logger.debug({ err: error }, 'PostgreSQL did not start; trying again');
      await delay(250);
    }
  }
}

/** The port was taken meanwhile, another gateway was faster, or backends of a killed server are still ending. */
const passingTroubles = /address already in use|could not create any TCP|lock file|shared memory block/i;

/** Crash recovery of an adopted server may take minutes; it writes `ready` when it is done. */
const adoptionPatienceMs = 600_000;

/**
 * The folder belongs to whoever holds an advisory lock in it. The lock goes with its connection, so after a kill -9 it
 * is free at once, and a process number that passed to somebody else can't keep it, as it could with a lock file.
 */
async function takeHold(server: Postmaster, credentials: Credentials, dataDir: string): Promise<pg.Client> {
  const client = await connectAsSuperuser(server, credentials);
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [holdKey]);
    if (rows[0]?.held === true) return client;
    await delay(50);
  }
  await client.end();
  throw new EmbeddedPostgresError('postgres.data-folder-in-use', {
    ja: `別のゲートウェイが ${dataDir} を使用中です。そちらを停止するか、DATA_DIR に別のフォルダーを指定してください。`,
    en: `Another gateway is running on ${dataDir}. Stop it, or name another folder in DATA_DIR.`,
  });
}

/** After that a server which says it is ready counts as hung. Milliseconds. */
const answerWithinMs = 10_000;

/** `pg_advisory_lock` key of the folder's holder, in the maintenance database. Never changes. */
const holdKey = '7310586431159447552';

async function connectAsSuperuser(server: Postmaster, credentials: Credentials): Promise<pg.Client> {
  const giveUpAt = performance.now() + answerWithinMs;
  for (;;) {
    const client = new pg.Client({
      connectionString: urlOf('postgres', credentials.superuser, server.port, 'postgres'),
      application_name: `sekisho gateway ${process.pid}`,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    // Without a listener a lost connection would be an uncaught exception; `ended` tells those who care.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (isCode(error, '28P01')) throw credentialsRefused(error);
      if (performance.now() > giveUpAt) throw error;
      await delay(100);
    }
  }
}

/** Creates the role and the database of the gateway unless they are there; a start cut short is completed by the next. */
async function ensureDatabase(client: pg.Client, credentials: Credentials): Promise<void> {
  const roles = await client.query(`select from pg_roles where rolname = 'sekisho'`);
  if (roles.rowCount === 0) {
    await client.query(`create role sekisho login password ${client.escapeLiteral(credentials.application)}`);
  }
  const databases = await client.query(`select from pg_database where datname = 'sekisho'`);
  if (databases.rowCount === 0) await client.query('create database sekisho owner sekisho');
}

function ended(client: pg.Client, stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stopping.aborted) return resolve();
    client.once('end', resolve);
    stopping.addEventListener('abort', () => resolve(), { once: true });
  });
}

function credentialsRefused(cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'postgres.unusable-data',
    {
      ja: 'postgres/credentials.json のパスワードがデータベースと一致しません。同じバックアップに含まれるファイルへ戻してください。',
      en: 'The passwords in postgres/credentials.json are not those of the database. Restore the file from the same backup.',
    },
    { cause },
  );
}

function urlOf(user: string, password: string, port: number, database: string): string {
  return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}
