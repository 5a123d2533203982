import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../database.ts';
import { takeDueMessages } from '../messages/take-due-messages.ts';
import type { AuditLogMailSubject } from './export-tables.ts';

/** Mails to people who read the audit log. Written in the transaction that makes what they tell of. */

export interface NewAuditLogMail {
  readonly id: string;
  readonly organisationId: string;
  readonly accountId: string;
  readonly subject: AuditLogMailSubject;
}

export async function insertAuditLogMails(
  trx: Transaction<Database>,
  mails: readonly NewAuditLogMail[],
  now: Date,
): Promise<void> {
  if (mails.length === 0) return;
  await trx
    .insertInto('audit_log_mails')
    .values(
      mails.map((mail) => ({
        id: mail.id,
        organisation_id: mail.organisationId,
        account_id: mail.accountId,
        subject: JSON.stringify(mail.subject),
        state: 'pending' as const,
        created_at: now,
        next_attempt_at: now,
      })),
    )
    .execute();
}

/** A mail that this worker is about to send. */
export interface DueAuditLogMail extends NewAuditLogMail {
  /** This attempt included. */
  readonly attempts: number;
  readonly createdAt: Date;
}

/** Takes mails that are due, as {@link takeDueMessages} does. */
export async function takeDueAuditLogMails(
  db: Kysely<Database>,
  options: Parameters<typeof takeDueMessages>[2],
): Promise<DueAuditLogMail[]> {
  const taken = await takeDueMessages(db, 'audit_log_mails', options);
  if (taken.length === 0) return [];
  const attempts = new Map(taken.map((message) => [message.id, message.attempts]));
  const rows = await db
    .selectFrom('audit_log_mails')
    .select(['id', 'organisation_id', 'account_id', 'subject', 'created_at'])
    .where('id', 'in', [...attempts.keys()])
    .execute();
  return rows.map((row) => ({
    id: row.id,
    organisationId: row.organisation_id,
    accountId: row.account_id,
    subject: row.subject,
    attempts: attempts.get(row.id) ?? 1,
    createdAt: row.created_at,
  }));
}

export async function recordAuditLogMailSent(db: Kysely<Database>, mailId: string, now: Date): Promise<void> {
  await db.updateTable('audit_log_mails').set({ state: 'sent', sent_at: now }).where('id', '=', mailId).execute();
}

/** `retryAt` null: it is given up. */
export async function recordAuditLogMailFailure(
  db: Kysely<Database>,
  mailId: string,
  retryAt: Date | null,
): Promise<void> {
  await db
    .updateTable('audit_log_mails')
    .set(retryAt === null ? { state: 'failed' } : { next_attempt_at: retryAt })
    .where('id', '=', mailId)
    .execute();
}

/** Forgets mails of before `before` that are through. */
export async function forgetAuditLogMails(db: Kysely<Database>, before: Date): Promise<void> {
  await db.deleteFrom('audit_log_mails').where('state', '<>', 'pending').where('created_at', '<', before).execute();
}
