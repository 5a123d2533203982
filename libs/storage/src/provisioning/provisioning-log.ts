import type { LocalisedText } from '@sekisho/domain';
import type { JsonValue } from '@sekisho/provider-kit';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Database, ProvisioningOutcome, ProvisioningRequestsTable } from '../database.ts';
import { containing } from '../members/text-search.ts';
import { fixedStatement } from '../postgres/fixed-statement.ts';

/** The provisioning log: every SCIM request, what the plugin made of it, what changed, what was answered and why. */
export interface ProvisioningLogEntry {
  /** UUID version 7, of the moment it was answered: entries are ordered by it. */
  readonly id: string;
  readonly organisationId: string;
  readonly connectionId: string;
  readonly receivedAt: Date;
  readonly durationMs: number;
  readonly method: string;
  /** Below the connection's base URL, with its query. */
  readonly path: string;
  readonly resourceType: string | null;
  readonly resourceId: string | null;
  readonly status: number;
  readonly outcome: ProvisioningOutcome;
  readonly scimType: string | null;
  readonly note: string | null;
  readonly request: JsonValue | null;
  readonly normalised: JsonValue | null;
  readonly changes: JsonValue | null;
  readonly answer: JsonValue | null;
  readonly explanation: LocalisedText | null;
  readonly raw: JsonValue | null;
}

/** An entry as {@link insertProvisioningLog} takes it: JSON text, columns by their names. */
export function provisioningLogRow(entry: ProvisioningLogEntry): string {
  return JSON.stringify({
    id: entry.id,
    organisation_id: entry.organisationId,
    connection_id: entry.connectionId,
    received_at: entry.receivedAt,
    duration_ms: entry.durationMs,
    method: entry.method,
    path: entry.path,
    resource_type: entry.resourceType,
    resource_id: entry.resourceId,
    status: entry.status,
    outcome: entry.outcome,
    scim_type: entry.scimType,
    note: entry.note,
    request: entry.request,
    normalised: entry.normalised,
    changes: entry.changes,
    answer: entry.answer,
    explanation: entry.explanation,
    raw: entry.raw,
  });
}

/** Writes a batch. The whole batch is one parameter, so that its size changes nothing about the statement. */
export async function insertProvisioningLog(db: Kysely<Database>, rows: readonly string[]): Promise<void> {
  await insert(db, [`[${rows.join(',')}]`]);
}

const insert = fixedStatement<never>(`
  insert into provisioning_requests
  select * from json_populate_recordset(null::provisioning_requests, $1::json)
  on conflict (id) do nothing`);

/** What to look for in the log. */
export interface ProvisioningLogQuery {
  readonly organisationId: string;
  readonly connectionId: string;
  readonly from?: Date | undefined;
  /** Exclusive. */
  readonly until?: Date | undefined;
  readonly outcomes?: readonly ProvisioningOutcome[] | undefined;
  readonly resourceId?: string | undefined;
  /** Part of the path, of what changed, or of the name of whom it was about; or the whole resource id. */
  readonly text?: string | undefined;
  /** The id of the last entry of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** The newest entries first. */
export async function listProvisioningLog(
  db: Kysely<Database>,
  query: ProvisioningLogQuery,
): Promise<ProvisioningLogEntry[]> {
  const { from, until, outcomes, resourceId, text, before } = query;
  const rows = await db
    .selectFrom('provisioning_requests')
    .selectAll()
    .where('organisation_id', '=', query.organisationId)
    .where('connection_id', '=', query.connectionId)
    .$if(from !== undefined, (select) => select.where('received_at', '>=', from ?? new Date(0)))
    .$if(until !== undefined, (select) => select.where('received_at', '<', until ?? new Date(0)))
    .$if(outcomes !== undefined, (select) => select.where('outcome', 'in', outcomes ?? []))
    .$if(resourceId !== undefined, (select) => select.where('resource_id', '=', resourceId ?? ''))
    .$if(text !== undefined, (select) => select.where(speaksOf(text ?? '')))
    .$if(before !== undefined, (select) => select.where('id', '<', before ?? ''))
    .orderBy('id', 'desc')
    .limit(query.limit)
    .execute();
  return rows.map(toEntry);
}

/**
 * Read from the newest on until a page is full: a search within one connection's 30 days, which no index is worth. A path
 * is stored as it came, so the text is looked for as an address writes it too.
 */
function speaksOf(text: string) {
  const part = containing(text);
  return sql<boolean>`(
    resource_id = ${text}
    or path ilike ${part}
    or path ilike ${containing(encodeURIComponent(text.toWellFormed()))}
    or concat_ws(' ', changes, answer ->> 'userName', answer ->> 'displayName', request ->> 'userName', request ->> 'displayName')
      ilike ${part}
  )`;
}

/** One entry of the organisation, or null. */
export async function findProvisioningLogEntry(
  db: Kysely<Database>,
  organisationId: string,
  id: string,
): Promise<ProvisioningLogEntry | null> {
  const row = await db
    .selectFrom('provisioning_requests')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toEntry(row);
}

/** Deletes up to `limit` of the oldest entries that came in before `before`; returns how many went. */
export async function deleteProvisioningLogBefore(db: Kysely<Database>, before: Date, limit: number): Promise<number> {
  const rows = await removeOldest(db, [before, limit]);
  return rows.length;
}

/** The primary key is in the order of time, so the oldest are its first; what is too young ends the scan of its batch. */
const removeOldest = fixedStatement<{ id: string }>(`
  with oldest as materialized (
    select id, received_at from provisioning_requests order by id limit $2)
  delete from provisioning_requests using oldest
  where provisioning_requests.id = oldest.id and oldest.received_at < $1
  returning provisioning_requests.id`);

function toEntry(row: Selectable<ProvisioningRequestsTable>): ProvisioningLogEntry {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    connectionId: row.connection_id,
    receivedAt: row.received_at,
    durationMs: row.duration_ms,
    method: row.method,
    path: row.path,
    resourceType: row.resource_type,
    resourceId: row.resource_id,
    status: row.status,
    outcome: row.outcome,
    scimType: row.scim_type,
    note: row.note,
    request: row.request,
    normalised: row.normalised,
    changes: row.changes,
    answer: row.answer,
    explanation: row.explanation,
    raw: row.raw,
  };
}
