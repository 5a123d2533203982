/**
 * The audit log as one would keep it in PostgreSQL: one table, an index in the order of its pages, one for an actor, and
 * trigrams for what people search by a part of. It answers the same questions by the same rows.
 */
import type { AuditQuery } from '@sekisho/audit-store';
import pg from 'pg';
import { coveredDays, type GeneratedEvents } from './generated-events.ts';
import type { Question } from './questions.ts';

/** In PostgreSQL's own words; the columns have the names that the generated rows give them. */
const table = `create table audit_events (
  organisation_id text not null, event_id uuid not null, occurred_at timestamptz not null, stored_at timestamptz not null,
  product text not null, category text not null, event text not null, action text not null,
  operation_user_id text not null, operation_user_name text not null, operation_user_email text not null,
  ip_address inet, user_agent text not null, space_key text not null)`;

const indexes = [
  'create unique index on audit_events (organisation_id, occurred_at desc, event_id desc)',
  'create index on audit_events (organisation_id, operation_user_id, occurred_at desc)',
  `create index on audit_events using gin
     (action gin_trgm_ops, operation_user_name gin_trgm_ops, operation_user_email gin_trgm_ops)`,
];

export interface PostgresLog {
  /** Adds rows given as a JSON array. */
  add(rows: string): Promise<void>;
  /** Makes the indexes and collects statistics: what a log that was filled long ago has. */
  settle(): Promise<void>;
  /** Prepares a question; each call of the result asks it and says how much came back. */
  asker(question: Question, made: GeneratedEvents): Promise<(turn: number) => Promise<number>>;
  close(): Promise<void>;
}

/** Opens an empty log. `url` is that of a superuser, for the extension. */
export async function openPostgresLog(url: string): Promise<PostgresLog> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('create extension pg_trgm');
  // Compiling queries as short as these takes longer than running them.
  await client.query('set jit = off');
  await client.query(table);

  async function page(query: AuditQuery, limit: number, behind?: Position): Promise<Position[]> {
    const { sql, values } = whereOf(query);
    const rest =
      behind === undefined ? '' : `and (occurred_at, event_id) < ($${values.length + 1}, $${values.length + 2})`;
    const { rows } = await client.query(
      `select * from audit_events where ${sql} ${rest} order by occurred_at desc, event_id desc limit ${limit}`,
      behind === undefined ? values : [...values, behind.occurred_at, behind.event_id],
    );
    return rows;
  }

  return {
    async add(rows) {
      await client.query('insert into audit_events select * from json_populate_recordset(null::audit_events, $1)', [
        rows,
      ]);
    },
    async settle() {
      await client.query("set maintenance_work_mem = '512MB'");
      for (const index of indexes) await client.query(index);
      await client.query('vacuum analyze audit_events');
    },
    async asker(question, made) {
      const query = (turn: number): AuditQuery => ({
        organisationId: made.largeOrganisation,
        ...question.filters(turn, made),
      });
      switch (question.kind) {
        case 'page':
          return async (turn) => (await page(query(turn), 100)).length;
        case 'deep-page': {
          const before = await page(query(0), 20_000);
          return async () => (await page(query(0), 100, before.at(-1))).length;
        }
        case 'histogram':
          return async (turn) => {
            const { from, to } = query(turn);
            const days = from === undefined || to === undefined ? coveredDays : 30;
            const { sql, values } = whereOf(query(turn));
            const { rows } = await client.query(
              `select date_bin('${days <= 30 ? '12 hours' : '7 days'}', occurred_at, '2000-01-01T00:00:00+09:00') as bar,
                 count(*) as events from audit_events where ${sql} group by bar`,
              values,
            );
            return rows.reduce((sum, { events }) => sum + Number(events), 0);
          };
        case 'facets':
          return async (turn) => {
            const { sql, values } = whereOf(query(turn));
            let found = 0;
            for (const column of ['product', 'category', 'operation_user_id', 'event']) {
              const { rows } = await client.query(
                `select ${column}, max(operation_user_name), count(*) as events from audit_events where ${sql}
                 group by ${column} order by events desc limit 200`,
                values,
              );
              found = rows.reduce((sum, { events }) => sum + Number(events), 0);
            }
            return found;
          };
      }
    },
    close: () => client.end(),
  };
}

interface Position {
  readonly occurred_at: Date;
  readonly event_id: string;
}

/** The store's conditions in PostgreSQL's words. */
function whereOf(query: AuditQuery): { sql: string; values: unknown[] } {
  const values: unknown[] = [];
  const given = (value: unknown) => `$${values.push(value)}`;
  const conditions = [`organisation_id = ${given(query.organisationId)}`];
  if (query.from !== undefined) conditions.push(`occurred_at >= ${given(query.from)}`);
  if (query.to !== undefined) conditions.push(`occurred_at < ${given(query.to)}`);
  if (query.products !== undefined) conditions.push(`product = any(${given(query.products)})`);
  if (query.categories !== undefined) conditions.push(`category = any(${given(query.categories)})`);
  if (query.events !== undefined) conditions.push(`event = any(${given(query.events)})`);
  if (query.actor !== undefined) {
    const part = given(like(query.actor));
    conditions.push(
      `(operation_user_id = ${given(query.actor)} or operation_user_name ilike ${part} or operation_user_email ilike ${part})`,
    );
  }
  if (query.ipAddress !== undefined) conditions.push(`ip_address <<= ${given(query.ipAddress)}`);
  if (query.text !== undefined) conditions.push(`action ilike ${given(like(query.text))}`);
  return { sql: conditions.join(' and '), values };
}

function like(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
