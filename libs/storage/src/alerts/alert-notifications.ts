import type { Alert, LocalisedText } from '@sekisho/domain';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../database.ts';
import type { AlertNotificationsTable } from './alert-tables.ts';
import { toAlert } from './alerts.ts';

/** Messages about alerts on their way to people and systems. Written in the transaction that raises the alert. */

export interface NewNotification {
  readonly id: string;
  readonly organisationId: string;
  readonly alertId: string;
  readonly channel: AlertNotificationsTable['channel'];
  readonly target: string;
  readonly state: 'pending' | 'not-configured';
}

export async function insertNotifications(
  trx: Transaction<Database>,
  notifications: readonly NewNotification[],
  now: Date,
): Promise<void> {
  if (notifications.length === 0) return;
  await trx
    .insertInto('alert_notifications')
    .values(
      notifications.map((notification) => ({
        id: notification.id,
        organisation_id: notification.organisationId,
        alert_id: notification.alertId,
        channel: notification.channel,
        target: notification.target,
        state: notification.state,
        next_attempt_at: now,
      })),
    )
    .execute();
}

/** A message that this worker is about to send. */
export interface DueNotification {
  readonly id: string;
  readonly channel: AlertNotificationsTable['channel'];
  readonly target: string;
  /** This attempt included. */
  readonly attempts: number;
  readonly alert: Alert;
}

/**
 * Takes up to `limit` messages that are due. Until `retryAt` nobody else takes them; a worker that dies with one leaves
 * it to be sent again then.
 */
export async function takeDueNotifications(
  db: Kysely<Database>,
  options: { readonly limit: number; readonly now: Date; readonly retryAt: Date },
): Promise<DueNotification[]> {
  const rows = await db
    .with('due', (cte) =>
      cte
        .selectFrom('alert_notifications')
        .select('id')
        .where('state', '=', 'pending')
        .where('next_attempt_at', '<=', options.now)
        .orderBy('next_attempt_at')
        .limit(options.limit)
        .forUpdate()
        .skipLocked(),
    )
    .updateTable('alert_notifications')
    .from('due')
    .innerJoin('alert_notifications as taken', 'taken.id', 'due.id')
    .innerJoin('alerts', 'alerts.id', 'taken.alert_id')
    .set({ attempts: sql`alert_notifications.attempts + 1`, next_attempt_at: options.retryAt })
    .whereRef('alert_notifications.id', '=', 'due.id')
    .returningAll('alerts')
    .returning([
      'alert_notifications.id as notification_id',
      'alert_notifications.channel',
      'alert_notifications.target',
      'alert_notifications.attempts',
    ])
    .execute();
  return rows.map((row) => ({
    id: row.notification_id,
    channel: row.channel,
    target: row.target,
    attempts: row.attempts,
    alert: toAlert(row),
  }));
}

export async function recordNotificationSent(db: Kysely<Database>, notificationId: string, now: Date): Promise<void> {
  await db
    .updateTable('alert_notifications')
    .set({ state: 'sent', sent_at: now, last_error: null })
    .where('id', '=', notificationId)
    .execute();
}

/** `retryAt` null: it is given up, and stays visible as failed. */
export async function recordNotificationFailure(
  db: Kysely<Database>,
  notificationId: string,
  failure: { readonly explanation: LocalisedText; readonly retryAt: Date | null },
): Promise<void> {
  await db
    .updateTable('alert_notifications')
    .set({
      last_error: JSON.stringify(failure.explanation),
      ...(failure.retryAt === null ? { state: 'failed' as const } : { next_attempt_at: failure.retryAt }),
    })
    .where('id', '=', notificationId)
    .execute();
}
