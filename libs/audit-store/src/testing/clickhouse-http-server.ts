import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault, FromServer, ServerSettings, Statistics, ToServer } from './clickhouse-http/messages.ts';

export type { Fault, Statistics } from './clickhouse-http/messages.ts';

export interface ClickHouseHttpServer {
  /** `http://127.0.0.1:port`; the same after a restart. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Scripts what goes wrong with the requests to come. */
  fault(fault: Fault): Promise<void>;
  /** Ends every scripted fault and cuts the connections that hang in one. */
  clearFaults(): Promise<void>;
  /** Cuts all connections and stops listening: new ones are refused. */
  refuse(): Promise<void>;
  /** Listens again, on the same port. */
  listen(): Promise<void>;
  /** `kill -9`, as if the machine's power went. */
  kill(): Promise<void>;
  /** A new process on the same data and port; after {@link kill}. */
  restart(): Promise<void>;
  statistics(): Promise<Statistics>;
  /** Ends the process and removes the data it made. */
  stop(): Promise<void>;
}

export interface ClickHouseHttpServerOptions {
  /** Default: a temporary one, removed by `stop`. */
  readonly dataDirectory?: string;
  readonly username?: string;
  readonly password?: string;
}

/**
 * Starts a process that speaks ClickHouse's HTTP interface over chDB, on a free port of the loopback interface: query
 * in the address, the body or a form, parameters, settings, compression both ways, errors with their codes (also in the
 * middle of an answer), progress headers, streams in and out. It stands in for a server in tests of the network path;
 * clusters, users and quotas it does not have.
 */
export async function startClickHouseHttpServer(
  options: ClickHouseHttpServerOptions = {},
): Promise<ClickHouseHttpServer> {
  const dataDirectory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'sekisho-clickhouse-')));
  const username = options.username ?? 'sekisho';
  const password = options.password ?? 'p:ss wörd';
  let port = 0;
  let child: Child | undefined;

  async function start(): Promise<void> {
    child = spawnChild({ dataDirectory, port, username, password });
    const answer = await child.ask({ type: 'listen' });
    if (answer.type === 'listening') port = answer.port;
  }

  async function ask(message: Question): Promise<FromServer> {
    if (child === undefined) throw new Error('The test server does not run');
    return child.ask(message);
  }

  async function end(): Promise<void> {
    const process = child?.process;
    child = undefined;
    if (process === undefined || process.exitCode !== null || process.signalCode !== null) return;
    process.kill('SIGKILL');
    await once(process, 'exit');
  }

  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    username,
    password,
    async fault(fault) {
      await ask({ type: 'fault', fault });
    },
    async clearFaults() {
      await ask({ type: 'clear-faults' });
    },
    async refuse() {
      await ask({ type: 'refuse' });
    },
    async listen() {
      await ask({ type: 'listen' });
    },
    kill: end,
    restart: start,
    async statistics() {
      const answer = await ask({ type: 'statistics' });
      if (answer.type !== 'statistics') throw new Error(`Unexpected answer ${answer.type}`);
      return answer;
    },
    async stop() {
      await end();
      if (options.dataDirectory === undefined) await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

type Question = ToServer extends infer Message ? (Message extends ToServer ? Omit<Message, 'id'> : never) : never;

interface Child {
  readonly process: ChildProcess;
  ask(message: Question): Promise<FromServer>;
}

function spawnChild(settings: ServerSettings): Child {
  const process_ = fork(new URL('./clickhouse-http/main.ts', import.meta.url), {
    execArgv: [],
    env: { ...process.env, CLICKHOUSE_TEST_SERVER: JSON.stringify(settings) },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let lastId = 0;
  return {
    process: process_,
    ask(message) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        const onExit = () => reject(new Error('The test server ended before it answered'));
        const onMessage = (answer: FromServer) => {
          if (answer.id !== id) return;
          process_.off('message', onMessage);
          process_.off('exit', onExit);
          if (answer.type === 'failed') reject(new Error(answer.reason));
          else resolve(answer);
        };
        process_.on('message', onMessage);
        process_.once('exit', onExit);
        process_.send({ ...message, id });
      });
    },
  };
}
