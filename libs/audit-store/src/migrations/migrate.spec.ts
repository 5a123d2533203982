import { createLogger, systemClock } from '@sekisho/platform';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../engine/engine.ts';
import { migrate, migrations } from './migrate.ts';

const logger = createLogger({ level: 'silent', service: 'test' });

/** Writes down the statements; a cluster is what no engine on this machine has. */
function recordingEngine(shards: number, version = '26.2.1.1'): { engine: Engine; statements: string[] } {
  const statements: string[] = [];
  const engine: Engine = {
    kind: 'server',
    database: 'sekisho',
    cluster: 'tokyo',
    soleWriter: false,
    async command(sql) {
      statements.push(sql);
    },
    async query(sql) {
      if (sql.includes('version()')) return [{ version }];
      return sql.includes('system.clusters') ? [{ shards: String(shards) }] : [];
    },
    async queryIds() {
      return [];
    },
    async *stream() {},
    async insert(table) {
      statements.push(`INSERT ${table}`);
    },
    async ping() {},
    async close() {},
  };
  return { engine, statements };
}

describe('migrating a cluster', () => {
  it('makes the database and every table on the cluster, replicated', async () => {
    const { engine, statements } = recordingEngine(1);
    await migrate(engine, systemClock, logger);
    const made = statements.filter((statement) => statement.startsWith('CREATE'));
    expect(made[0]).toBe('CREATE DATABASE IF NOT EXISTS sekisho ON CLUSTER tokyo');
    for (const statement of made.slice(1)) {
      expect(statement).toContain(' ON CLUSTER tokyo');
      expect(statement).toMatch(/ENGINE = Replicated\w*MergeTree\(/);
    }
  });

  it.each([
    [0, 'does not know'],
    [3, '3 shards'],
  ])('refuses one with %i shards, and says why', async (shards, reason) => {
    const { engine, statements } = recordingEngine(shards);
    await expect(migrate(engine, systemClock, logger)).rejects.toThrow(reason);
    expect(statements).toEqual([]);
  });
});

it('numbers the steps from 1 without gaps', () => {
  expect(migrations.map(({ id }) => id)).toEqual(migrations.map((_, index) => index + 1));
});

describe('migrating a server', () => {
  it.each(['25.12.9.3', '26.1.2.3', '9.9', ''])('refuses version %j with nothing changed', async (version) => {
    const { engine, statements } = recordingEngine(1, version);
    await expect(migrate(engine, systemClock, logger)).rejects.toThrow(/CLICKHOUSE_URL .*26\.2 or newer/);
    expect(statements).toEqual([]);
  });

  it.each(['26.2.1.1139', '26.10.1.1', '27.1.1.1-altinity'])('takes version %s', async (version) => {
    const { engine } = recordingEngine(1, version);
    await expect(migrate(engine, systemClock, logger)).resolves.toBeUndefined();
  });
});
