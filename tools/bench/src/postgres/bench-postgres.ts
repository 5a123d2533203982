import { createLogger } from '@sekisho/platform';
import { startEmbeddedPostgres } from '@sekisho/storage';
import pg from 'pg';

/** One PostgreSQL server for all contenders of a run; each has a database of its own. */
export interface BenchPostgres {
  /** Makes an empty database and returns its address. */
  createDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startBenchPostgres(dataDir: string): Promise<BenchPostgres> {
  const server = await startEmbeddedPostgres({
    dataDir,
    logger: createLogger({ level: 'warn', service: 'bench' }),
    settings: { max_connections: '200' },
  });
  return {
    async createDatabase(name) {
      const client = new pg.Client({ connectionString: server.superuserUrl });
      await client.connect();
      await client.query(`create database ${client.escapeIdentifier(name)}`);
      await client.end();
      const url = new URL(server.superuserUrl);
      url.pathname = `/${name}`;
      return url.href;
    },
    stop: () => server.stop(),
  };
}
