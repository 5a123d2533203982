import type { Connection, ConnectionToken } from '@sekisho/domain';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { ConnectionsTable, ConnectionTokensTable, Database } from '../database.ts';

/** Connections and their tokens. The tokens' secrets are never stored, only their hashes. */

/** How many live resources a connection provisions. */
export interface ConnectionUsage {
  readonly users: number;
  readonly groups: number;
}

export type ConnectionOverview = Connection & { readonly usage: ConnectionUsage };

export async function insertConnection(trx: Transaction<Database>, connection: Connection): Promise<void> {
  await trx
    .insertInto('connections')
    .values({
      id: connection.id,
      organisation_id: connection.organisationId,
      provider_id: connection.providerId,
      created_at: connection.createdAt,
      ...changeableColumns(connection),
    })
    .execute();
}

/** The organisation's connections in the order they were made. */
export async function listConnections(db: Kysely<Database>, organisationId: string): Promise<ConnectionOverview[]> {
  const rows = await selectOverviews(db, organisationId)
    .orderBy('connections.created_at')
    .orderBy('connections.id')
    .execute();
  return rows.map(toOverview);
}

export async function findConnection(
  db: Kysely<Database>,
  organisationId: string,
  connectionId: string,
): Promise<ConnectionOverview | null> {
  const row = await selectOverviews(db, organisationId).where('connections.id', '=', connectionId).executeTakeFirst();
  return row === undefined ? null : toOverview(row);
}

export async function lockConnection(
  trx: Transaction<Database>,
  organisationId: string,
  connectionId: string,
): Promise<Connection | null> {
  const row = await trx
    .selectFrom('connections')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('id', '=', connectionId)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : toConnection(row);
}

export async function updateConnection(trx: Transaction<Database>, connection: Connection): Promise<void> {
  await trx
    .updateTable('connections')
    .set(changeableColumns(connection))
    .where('organisation_id', '=', connection.organisationId)
    .where('id', '=', connection.id)
    .execute();
}

/**
 * Deletes a connection and its tokens, with what is left of resources it had deleted: their rows only exist so that
 * re-creation through the same connection revives them.
 */
export async function deleteConnection(
  trx: Transaction<Database>,
  organisationId: string,
  connectionId: string,
): Promise<void> {
  await trx
    .deleteFrom('scim_users')
    .where('organisation_id', '=', organisationId)
    .where('connection_id', '=', connectionId)
    .where('deleted_at', 'is not', null)
    .execute();
  await trx
    .deleteFrom('connections')
    .where('organisation_id', '=', organisationId)
    .where('id', '=', connectionId)
    .execute();
}

/** How many live users and groups a connection has; under the connection's lock, so that none is added meanwhile. */
export async function countConnectionUsage(
  trx: Transaction<Database>,
  organisationId: string,
  connectionId: string,
): Promise<ConnectionUsage> {
  const { users } = await trx
    .selectFrom('scim_users')
    .where('organisation_id', '=', organisationId)
    .where('connection_id', '=', connectionId)
    .where('deleted_at', 'is', null)
    .select(sql<number>`count(*)::int`.as('users'))
    .executeTakeFirstOrThrow();
  const { groups } = await trx
    .selectFrom('teams')
    .where('organisation_id', '=', organisationId)
    .where('connection_id', '=', connectionId)
    .select(sql<number>`count(*)::int`.as('groups'))
    .executeTakeFirstOrThrow();
  return { users, groups };
}

export async function insertConnectionToken(
  trx: Transaction<Database>,
  organisationId: string,
  token: ConnectionToken,
  hash: Buffer,
): Promise<void> {
  await trx
    .insertInto('connection_tokens')
    .values({
      id: token.id,
      connection_id: token.connectionId,
      organisation_id: organisationId,
      hash,
      hint: token.hint,
      created_at: token.createdAt,
      expires_at: token.expiresAt,
      revoked_at: token.revokedAt,
      last_used_at: token.lastUsedAt,
    })
    .execute();
}

/** The connection's tokens, newest first, revoked ones included. */
export async function listConnectionTokens(
  db: Kysely<Database>,
  organisationId: string,
  connectionId: string,
): Promise<ConnectionToken[]> {
  const rows = await db
    .selectFrom('connection_tokens')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('connection_id', '=', connectionId)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(toToken);
}

/** Writes what may change of a token: its revocation. */
export async function updateConnectionToken(
  trx: Transaction<Database>,
  organisationId: string,
  token: ConnectionToken,
): Promise<void> {
  await trx
    .updateTable('connection_tokens')
    .set({ revoked_at: token.revokedAt })
    .where('organisation_id', '=', organisationId)
    .where('id', '=', token.id)
    .execute();
}

function selectOverviews(db: Kysely<Database>, organisationId: string) {
  return db
    .selectFrom('connections')
    .where('connections.organisation_id', '=', organisationId)
    .selectAll('connections')
    .select((eb) => [
      eb
        .selectFrom('scim_users')
        .whereRef('scim_users.connection_id', '=', 'connections.id')
        .where('scim_users.deleted_at', 'is', null)
        .select(sql<number>`count(*)::int`.as('users'))
        .as('users'),
      eb
        .selectFrom('scim_groups')
        .whereRef('scim_groups.connection_id', '=', 'connections.id')
        .select(sql<number>`count(*)::int`.as('groups'))
        .as('groups'),
    ]);
}

function changeableColumns(connection: Connection) {
  return { name: connection.name, state: connection.state, updated_at: connection.updatedAt };
}

function toOverview(
  row: Selectable<ConnectionsTable> & { users: number | null; groups: number | null },
): ConnectionOverview {
  return { ...toConnection(row), usage: { users: row.users ?? 0, groups: row.groups ?? 0 } };
}

function toConnection(row: Selectable<ConnectionsTable>): Connection {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    providerId: row.provider_id,
    name: row.name,
    state: row.state,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function toToken(row: Selectable<ConnectionTokensTable>): ConnectionToken {
  return {
    id: row.id,
    connectionId: row.connection_id,
    hint: row.hint,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
}
