import { isSessionAlive, type Member, type SessionLifetime } from '@sekisho/domain';
import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../database.ts';
import { selectMembers, toMember } from '../members/members.ts';

/** Sessions of signed-in people. The cookie's value is never stored, only its hash. */

export interface NewSession {
  readonly tokenHash: Buffer;
  readonly organisationId: string;
  readonly accountId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

export interface Session extends NewSession {
  readonly lastSeenAt: Date;
}

/** How stale `last_seen_at` may be: it is written at most this often, in milliseconds. */
const lastSeenPrecisionMs = 60_000;

export async function insertSession(trx: Transaction<Database>, session: NewSession): Promise<void> {
  await trx
    .insertInto('sessions')
    .values({
      token_hash: session.tokenHash,
      organisation_id: session.organisationId,
      account_id: session.accountId,
      created_at: session.createdAt,
      expires_at: session.expiresAt,
      last_seen_at: session.createdAt,
      ip_address: session.ipAddress,
      user_agent: session.userAgent,
    })
    .execute();
}

/**
 * The living session behind a cookie, with the member it belongs to as they are now: a role changed a moment ago counts,
 * and an account that is deactivated, deleted or gone from the organisation has no session.
 */
export async function findLivingSession(
  db: Kysely<Database>,
  tokenHash: Buffer,
  lifetime: SessionLifetime,
  now: Date,
): Promise<{ session: Session; member: Member } | null> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('organisations', 'organisations.id', 'sessions.organisation_id')
    .where('sessions.token_hash', '=', tokenHash)
    .where('organisations.deleted_at', 'is', null)
    .selectAll('sessions')
    .executeTakeFirst();
  if (row === undefined) return null;
  const session = toSession(row);
  if (!isSessionAlive(session, lifetime, now)) return null;
  const found = await selectMembers(db, row.organisation_id)
    .where('accounts.id', '=', row.account_id)
    .where('accounts.state', '=', 'active')
    .executeTakeFirst();
  if (found === undefined) return null;
  if (now.getTime() - row.last_seen_at.getTime() > lastSeenPrecisionMs) {
    await db.updateTable('sessions').set({ last_seen_at: now }).where('token_hash', '=', tokenHash).execute();
  }
  return { session, member: toMember(found) };
}

/** The account's sessions that are still alive, newest first. */
export async function listSessions(
  db: Kysely<Database>,
  organisationId: string,
  accountId: string,
  lifetime: SessionLifetime,
  now: Date,
): Promise<Session[]> {
  const rows = await db
    .selectFrom('sessions')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('account_id', '=', accountId)
    .where('expires_at', '>', now)
    .where('last_seen_at', '>', new Date(now.getTime() - lifetime.idleMs))
    .orderBy('created_at', 'desc')
    .limit(100)
    .execute();
  return rows.map(toSession);
}

/** Ends one session. Returns whether there was one. */
export async function deleteSession(trx: Transaction<Database>, tokenHash: Buffer): Promise<boolean> {
  const result = await trx.deleteFrom('sessions').where('token_hash', '=', tokenHash).executeTakeFirst();
  return result.numDeletedRows === 1n;
}

/**
 * Ends every session of an account in an organisation, except one where given; in the transaction that deactivates,
 * deletes or demotes it. Returns how many.
 */
export async function deleteSessionsOf(
  trx: Transaction<Database>,
  organisationId: string,
  accountId: string,
  options: { except?: Buffer } = {},
): Promise<number> {
  const result = await trx
    .deleteFrom('sessions')
    .where('organisation_id', '=', organisationId)
    .where('account_id', '=', accountId)
    .$if(options.except !== undefined, (query) => query.where('token_hash', '<>', options.except ?? Buffer.alloc(0)))
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

/** Removes sessions whose time is over. Returns how many. */
export async function purgeSessions(db: Kysely<Database>, now: Date): Promise<number> {
  const result = await db.deleteFrom('sessions').where('expires_at', '<=', now).executeTakeFirst();
  return Number(result.numDeletedRows);
}

function toSession(row: {
  token_hash: Buffer;
  organisation_id: string;
  account_id: string;
  created_at: Date;
  expires_at: Date;
  last_seen_at: Date;
  ip_address: string | null;
  user_agent: string | null;
}): Session {
  return {
    tokenHash: row.token_hash,
    organisationId: row.organisation_id,
    accountId: row.account_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastSeenAt: row.last_seen_at,
    ipAddress: row.ip_address,
    userAgent: row.user_agent,
  };
}
