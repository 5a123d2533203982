/**
 * What PostgreSQL alone makes of a create and a get: the same rows in one transaction, written by a plain loop without
 * HTTP, SCIM or rules. It is the ceiling for whatever stands on the same database.
 *
 * The rows are copied from a person that the gateway has written, whatever columns they have by now, into a database
 * with the same tables and indexes but no relay.
 */
import { randomUUID } from 'node:crypto';
import { createLogger } from '@sekisho/platform';
import { applyMigrations, createDatabase } from '@sekisho/storage';
import pg from 'pg';
import { z } from 'zod';
import type { Operation } from '../measure/load.ts';

export interface BareDatabase {
  readonly create: Operation;
  readonly get: Operation;
  close(): Promise<void>;
}

/** Rows of ours that one create writes, in an order that foreign keys allow; the outbox and the count come after. */
const copiedTables = ['accounts', 'memberships', 'scim_users'] as const;

export async function prepareBareDatabase(
  sourceUrl: string,
  targetUrl: string,
  from: { readonly accountId: string; readonly connectionId: string; readonly organisationId: string },
  people: number,
): Promise<BareDatabase> {
  await migrate(targetUrl);
  const source = new pg.Client({ connectionString: sourceUrl });
  await source.connect();
  const pool = new pg.Pool({ connectionString: targetUrl, max: 16 });
  // A stopping server must not take the benchmark with it.
  pool.on('error', () => undefined);

  await copy(source, pool, 'organisations', 'id', from.organisationId);
  await copy(source, pool, 'connections', 'id', from.connectionId);
  const templates: { readonly table: string; readonly insert: ReturnType<typeof insertOf> }[] = [];
  for (const table of copiedTables) {
    const key = table === 'accounts' ? 'id' : 'account_id';
    templates.push({ table, insert: insertOf(table, await rowOf(source, table, key, from.accountId)) });
  }
  await source.end();

  const ids: string[] = [];
  const create = async () => {
    const id = randomUUID();
    const client = await pool.connect();
    try {
      await client.query('begin');
      for (const { table, insert } of templates) {
        await client.query({ name: table, text: insert.text, values: insert.values(id) });
      }
      const event = { id: randomUUID(), organisationId: from.organisationId, accountId: id, ...typicalEvent };
      await client.query({
        name: 'outbox',
        text: `insert into outbox (event_id, organisation_id, payload, available_at, created_at)
          values ($1, $2, $3, now(), now())`,
        values: [event.id, from.organisationId, JSON.stringify(event)],
      });
      await client.query({
        name: 'count',
        text: `insert into scim_counts (connection_id, resource_type, slot, live)
          values ($1, 'User', pg_backend_pid() % 16, 1)
          on conflict (connection_id, resource_type, slot) do update set live = scim_counts.live + 1`,
        values: [from.connectionId],
      });
      await client.query('commit');
    } finally {
      client.release();
    }
    ids.push(id);
  };
  while (ids.length < people) await Promise.all(Array.from({ length: 16 }, create));

  let turn = 0;
  const get = async () => {
    turn = (turn + 7919) % people;
    const { rows } = await pool.query({
      name: 'get',
      text: `select account_id, resource, version, created_at, modified_at from scim_users
        where connection_id = $1 and account_id = $2 and deleted_at is null`,
      values: [from.connectionId, ids[turn]],
    });
    if (rows.length !== 1) throw new Error('the bare database has lost a person');
  };
  return { create, get, close: () => pool.end() };
}

async function migrate(url: string): Promise<void> {
  const logger = createLogger({ level: 'warn', service: 'bench' });
  const db = createDatabase({ connectionString: url, poolSize: 2, logger });
  await applyMigrations(db);
  await db.destroy();
}

type Row = Readonly<Record<string, unknown>>;

async function rowOf(client: pg.Client, table: string, key: string, value: string): Promise<Row> {
  const { rows } = await client.query(`select * from ${table} where ${key} = $1 limit 1`, [value]);
  return z.record(z.string(), z.unknown()).parse(rows[0]);
}

async function copy(source: pg.Client, target: pg.Pool, table: string, key: string, value: string): Promise<void> {
  const row = await rowOf(source, table, key, value);
  const { text, values } = insertOf(table, row);
  await target.query(text, values(String(row['id'])));
}

/** An insert of a row like this one, under another id and with other unique names. */
function insertOf(table: string, template: Row): { text: string; values: (id: string) => unknown[] } {
  const columns = Object.keys(template);
  const text = `insert into ${table} (${columns.join(', ')}) values (${columns.map((_, at) => `$${at + 1}`).join(', ')})`;
  const values = (id: string) =>
    columns.map((column) => {
      if (column === 'account_id' || (column === 'id' && table === 'accounts')) return id;
      if (column === 'user_name_key' || column === 'external_id' || column === 'unique_id') return `${column}-${id}`;
      if (column === 'email_key') return null;
      const value = template[column];
      const isDocument = typeof value === 'object' && value !== null && !(value instanceof Date);
      return isDocument && !Array.isArray(value) && !Buffer.isBuffer(value) ? JSON.stringify(value) : value;
    });
  return { text, values };
}

/** As long as the event that a create writes. */
const typicalEvent = {
  product: 'Apps',
  occurredAt: '2026-01-01T00:00:00.000Z',
  category: 'Managed account',
  event: 'Create a managed account',
  action: '山田1 花子 (person-1@bench.example.jp) was created',
  operationUserId: '',
  operationUserName: 'User provisioning',
  operationUserEmail: '',
  ipAddress: '',
  userAgent: '',
  spaceKey: '',
  version: 'V1',
};
