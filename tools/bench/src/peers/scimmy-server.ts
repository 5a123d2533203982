/**
 * scimmy-routers over a PostgreSQL table, as its documentation shows handlers: ingress writes, egress reads, degress
 * deletes. A search by `userName` uses an index; for a list it is scimmy that pages, so it gets every row.
 */
import { randomUUID } from 'node:crypto';
import express from 'express';
import pg from 'pg';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';
import { databaseUrl, listenAndReport } from './listening.ts';

interface Page {
  readonly startIndex: number;
  readonly count: number;
}

const token = randomUUID();
const pool = new pg.Pool({ connectionString: databaseUrl(), max: 16 });
// A stopping server must not take the process with it before the benchmark ends it.
pool.on('error', () => undefined);
await pool.query(`create table if not exists scimmy_users (
  id uuid primary key, user_name text not null unique, resource jsonb not null, modified timestamptz not null
)`);

const columns = `resource || jsonb_build_object('id', id, 'meta', jsonb_build_object('lastModified', modified)) as found`;

SCIMMY.Resources.declare(SCIMMY.Resources.User)
  .extend(SCIMMY.Schemas.EnterpriseUser)
  .ingress(async (resource, data) => {
    const { id: _id, meta: _meta, schemas: _schemas, ...kept } = JSON.parse(JSON.stringify(data));
    const { rows } = await pool.query({
      name: 'write',
      text: `insert into scimmy_users (id, user_name, resource, modified) values ($1, $2, $3, now())
        on conflict (id) do update set user_name = $2, resource = $3, modified = now() returning ${columns}`,
      values: [resource.id ?? randomUUID(), kept.userName, JSON.stringify(kept)],
    });
    return rows[0].found;
  })
  .egress(async (resource, page: Page | undefined) => {
    if (resource.id !== undefined) {
      const text = `select ${columns} from scimmy_users where id = $1`;
      const { rows } = await pool.query({ name: 'read', text, values: [resource.id] });
      if (rows.length === 0) throw new SCIMMY.Types.Error(404, '', `Resource ${resource.id} not found`);
      return rows[0].found;
    }
    const [comparison, value] = [resource.filter?.[0]?.['userName']].flat();
    if (comparison === 'eq') {
      const text = `select ${columns} from scimmy_users where user_name = $1`;
      const { rows } = await pool.query({ name: 'find', text, values: [value] });
      return rows.map((row) => row.found);
    }
    // Without this every list has 20 people: scimmy 1.3 takes a page from numbers only, and a query string has none.
    if (page !== undefined) resource.constraints = page;
    const { rows } = await pool.query({ name: 'list', text: `select ${columns} from scimmy_users order by id` });
    const all = rows.map((row) => row.found);
    return resource.filter === undefined ? all : resource.filter.match(all);
  })
  .degress(async (resource) => {
    await pool.query({ name: 'delete', text: 'delete from scimmy_users where id = $1', values: [resource.id] });
  });

const app = express();
app.disable('x-powered-by');
app.use(
  '/scim',
  new SCIMMYRouters({
    type: 'bearer',
    handler: (request) => {
      if (request.header('Authorization') !== `Bearer ${token}`)
        throw new Error('The token is not the one of this benchmark.');
      return 'benchmark';
    },
    context: (request): Page => ({
      startIndex: Number(request.query['startIndex'] ?? 1),
      count: Number(request.query['count'] ?? 20),
    }),
  }),
);

await listenAndReport(app, () => ({ scimBaseUrl: '/scim', token }));
