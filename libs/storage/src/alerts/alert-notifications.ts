import type { Alert, LocalisedText } from '@sekisho/domain';
import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../database.ts';
import { takeDueMessages } from '../messages/take-due-messages.ts';
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

/** Takes messages that are due, as {@link takeDueMessages} does. */
export async function takeDueNotifications(
  db: Kysely<Database>,
  options: Parameters<typeof takeDueMessages>[2],
): Promise<DueNotification[]> {
  const taken = await takeDueMessages(db, 'alert_notifications', options);
  if (taken.length === 0) return [];
  const attempts = new Map(taken.map((message) => [message.id, message.attempts]));
  const rows = await db
    .selectFrom('alert_notifications')
    .innerJoin('alerts', 'alerts.id', 'alert_notifications.alert_id')
    .selectAll('alerts')
    .select(['alert_notifications.id as notification_id', 'alert_notifications.channel', 'alert_notifications.target'])
    .where('alert_notifications.id', 'in', [...attempts.keys()])
    .execute();
  return rows.map((row) => ({
    id: row.notification_id,
    channel: row.channel,
    target: row.target,
    attempts: attempts.get(row.notification_id) ?? 1,
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
