import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createLogger } from '@sekisho/platform';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDatabase } from './connect.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { isDatabaseUnavailable } from './errors.ts';
import { findPostmaster, stopPostmaster } from './postmaster.ts';

const logger = createLogger({ level: 'silent', service: 'test' });
let dataDir: string;
let servers: EmbeddedPostgres[];
let hosts: ChildProcess[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sekisho-embedded-'));
  servers = [];
  hosts = [];
});

afterEach(async () => {
  for (const host of hosts) host.kill('SIGKILL');
  await Promise.all(servers.map((server) => server.stop()));
  await stopPostmaster(cluster()).catch(() => undefined);
  // An initdb that outlived its killed host may still be writing.
  await vi.waitFor(() => rm(dataDir, { recursive: true, force: true }), { timeout: 10_000 });
});

describe('a new folder', () => {
  it('becomes a UTF-8 database that sorts the same everywhere and belongs to a role without privileges', async () => {
    const server = await start();

    const [facts] = await query(
      server.url,
      `select current_user as "user", rolsuper as superuser, rolcreatedb as creates, datname as database,
         pg_encoding_to_char(encoding) as encoding, datlocprovider as provider, datlocale as locale
       from pg_database, pg_roles where datname = current_database() and rolname = current_user`,
    );
    expect(facts).toEqual({
      user: 'sekisho',
      superuser: false,
      creates: false,
      database: 'sekisho',
      encoding: 'UTF8',
      provider: 'b',
      locale: 'C.UTF-8',
    });
  });

  it('is open to nobody without its password, which only we can read', async () => {
    const server = await start();
    const wrong = new URL(server.url);
    wrong.password = 'guess';

    await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(join(dataDir, 'postgres', 'credentials.json'))).mode & 0o777).toBe(0o600);
  });

  it('works where the way to it is closed to everybody else', async () => {
    await chmod(dataDir, 0o700);
    const server = await start();
    expect(await query(server.url, 'select 1 as answer')).toEqual([{ answer: 1 }]);
  });

  it('keeps its data over a stop, and stopping twice is harmless', async () => {
    const first = await start();
    await query(first.url, 'create table kept as select 7 as value');
    await first.stop();
    await first.stop();
    expect(await findPostmaster(cluster())).toBeNull();

    const second = await start();
    expect(await query(second.url, 'select value from kept')).toEqual([{ value: 7 }]);
  });

  it('survives a kill in the middle of its making', async () => {
    const host = await spawnHost();
    const partial = await vi.waitFor(
      async () => {
        const name = (await readdir(join(dataDir, 'postgres'))).find((entry) => entry.includes('.partial-'));
        if (name === undefined) throw new Error('not yet');
        // Well inside: initdb has begun to write.
        await stat(join(dataDir, 'postgres', name, 'cluster', 'base'));
        return name;
      },
      { timeout: 20_000, interval: 10 },
    );
    await kill(host);

    const server = await start();
    expect(await query(server.url, 'select 1 as answer')).toEqual([{ answer: 1 }]);
    await server.stop();
    // What the orphaned initdb still wrote at that moment goes at the next start.
    await start();
    expect(await readdir(join(dataDir, 'postgres'))).not.toContain(partial);
  });

  it('goes to one of two gateways that start at the same moment', async () => {
    const answers = await Promise.all([spawnHost(), spawnHost()].map(async (host) => firstLine(await host)));
    expect(answers).toContainEqual({ code: 'postgres.data-folder-in-use' });
    expect(answers).toContainEqual({ url: expect.any(String) });
  });
});

describe('after kill -9 of the gateway', () => {
  it('adopts the server that was left running, with everything committed, and stops it in the end', async () => {
    const host = await spawnHost();
    const { url } = await firstLine(host);
    await query(url ?? '', 'create table kept as select 7 as value');
    const left = await findPostmaster(cluster());
    await kill(host);

    const began = performance.now();
    const server = await start();
    expect(performance.now() - began).toBeLessThan(3_000);
    expect((await findPostmaster(cluster()))?.pid).toBe(left?.pid);
    expect(await query(server.url, 'select value from kept')).toEqual([{ value: 7 }]);

    await server.stop();
    expect(await findPostmaster(cluster())).toBeNull();
  });

  it('recovers when the server was killed too', async () => {
    const host = await spawnHost();
    const { url } = await firstLine(host);
    await query(url ?? '', 'create table kept as select 7 as value');
    const left = await findPostmaster(cluster());
    await kill(host);
    process.kill(left?.pid ?? 0, 'SIGKILL');

    const server = await start();
    expect(await query(server.url, 'select value from kept')).toEqual([{ value: 7 }]);
  });

  it('waits for a server that is just stopping', async () => {
    const host = await spawnHost();
    await firstLine(host);
    const left = await findPostmaster(cluster());
    await kill(host);
    process.kill(left?.pid ?? 0, 'SIGTERM');

    const server = await start();
    expect(await query(server.url, 'select 1 as answer')).toEqual([{ answer: 1 }]);
  });

  it('replaces a server that no longer answers', { timeout: 120_000 }, async () => {
    const host = await spawnHost();
    await firstLine(host);
    const left = await findPostmaster(cluster());
    await kill(host);
    // Alive, but it will never accept a connection nor see a signal to stop.
    process.kill(left?.pid ?? 0, 'SIGSTOP');

    const server = await start();
    expect((await findPostmaster(cluster()))?.pid).not.toBe(left?.pid);
    expect(await query(server.url, 'select 1 as answer')).toEqual([{ answer: 1 }]);
  });
});

describe('a lock file that lies', () => {
  it.each([
    ['names a process that is something else now', (text: string) => text.replace(/^\d+/, String(process.pid))],
    ['names a process that is gone', (text: string) => text.replace(/^\d+/, '2147483600')],
    ['was cut off by a crash of the machine', () => ''],
  ])('is no obstacle when it %s', async (_, forge) => {
    const first = await start();
    const truth = await readFile(join(cluster(), 'postmaster.pid'), 'utf8');
    await first.stop();
    await writeFile(join(cluster(), 'postmaster.pid'), forge(truth));

    const second = await start();
    expect(await query(second.url, 'select 1 as answer')).toEqual([{ answer: 1 }]);
  });
});

describe('while a gateway holds the folder', () => {
  it('refuses a second one, and the first goes on', async () => {
    const first = await start();

    const refused = await start().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(EmbeddedPostgresError);
    expect(refused).toMatchObject({ code: 'postgres.data-folder-in-use' });
    expect(refused).toMatchObject({ explanation: { ja: expect.stringContaining(dataDir) } });
    expect(await query(first.url, 'select 1 as answer')).toEqual([{ answer: 1 }]);
  });

  it('keeps the server out of reach of Ctrl-C until the gateway stops it', async () => {
    const host = await spawnHost();
    const { url } = await firstLine(host);

    process.kill(-(host.pid ?? 0), 'SIGINT');
    expect(await query(url ?? '', 'select 1 as answer')).toEqual([{ answer: 1 }]);

    host.kill('SIGTERM');
    await once(host, 'exit');
    expect(await findPostmaster(cluster())).toBeNull();
  });

  it('brings a killed server back on the same port, and the pool works again by itself', async () => {
    const server = await start();
    const db = createDatabase({ connectionString: server.url, poolSize: 4, logger });
    await db.schema.createTable('kept').addColumn('value', 'integer').execute();
    const before = await findPostmaster(cluster());

    const broken = db.transaction().execute(async (trx) => {
      await trx.schema.createTable('lost').addColumn('value', 'integer').execute();
      process.kill(before?.pid ?? 0, 'SIGKILL');
      await vi.waitFor(() => expect(isAlive(before?.pid ?? 0)).toBe(false));
      for (;;) await trx.schema.createTable('lost too').addColumn('value', 'integer').ifNotExists().execute();
    });
    await expect(broken).rejects.toSatisfy(isDatabaseUnavailable);

    await vi.waitFor(() => db.introspection.getTables(), { timeout: 20_000, interval: 50 });
    expect((await db.introspection.getTables()).map((table) => table.name)).toEqual(['kept']);
    expect((await findPostmaster(cluster()))?.port).toBe(before?.port);
    await db.destroy();
  });
});

describe('a folder that can not be used', () => {
  it('is refused when it holds the data of another major version', async () => {
    await (await start()).stop();
    await writeFile(join(cluster(), 'PG_VERSION'), '17\n');
    await expect(start()).rejects.toMatchObject({ code: 'postgres.unusable-data' });
  });

  it('is refused when its passwords are gone, instead of being given new ones that open nothing', async () => {
    await (await start()).stop();
    await rm(join(dataDir, 'postgres', 'credentials.json'));
    await expect(start()).rejects.toMatchObject({ code: 'postgres.unusable-data' });
  });

  it('shows the words of the server that does not start', async () => {
    await mkdir(dataDir, { recursive: true });
    const started = startEmbeddedPostgres({ dataDir, logger, settings: { ...fast, shared_buffers: 'plenty' } });
    await expect(started).rejects.toThrow(/shared_buffers/);
  });
});

/** Nothing here outlives the machine, so durability would only cost time. */
const fast = { fsync: 'off' };

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, logger, settings: fast });
  servers.push(server);
  return server;
}

/** A gateway of its own process and process group. */
async function spawnHost(): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('./host-process.ts', import.meta.url));
  const host = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  hosts.push(host);
  return host;
}

async function firstLine(host: ChildProcess): Promise<{ url?: string; code?: string }> {
  if (host.stdout === null) throw new Error('The host has no output');
  const [line] = await once(createInterface(host.stdout), 'line');
  return JSON.parse(String(line));
}

async function kill(host: ChildProcess): Promise<void> {
  host.kill('SIGKILL');
  await once(host, 'exit');
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function cluster(): string {
  return join(dataDir, 'postgres', 'cluster');
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
