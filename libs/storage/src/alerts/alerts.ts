import type { Alert, LocalisedText } from '@sekisho/domain';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Database } from '../database.ts';
import type { AlertNotificationsTable, AlertsTable } from './alert-tables.ts';

/** How somebody was told of an alert, or was not. */
export interface AlertNotification {
  readonly channel: AlertNotificationsTable['channel'];
  readonly target: string;
  readonly state: AlertNotificationsTable['state'];
  readonly sentAt: Date | null;
  readonly lastError: LocalisedText | null;
}

export interface AlertOverview {
  readonly alert: Alert;
  readonly notifications: readonly AlertNotification[];
}

/** Stores an alert; false when its rule has raised it before, under the same `occurrence`. */
export async function insertAlert(trx: Transaction<Database>, alert: Alert, occurrence: string): Promise<boolean> {
  const result = await trx
    .insertInto('alerts')
    .values({
      id: alert.id,
      organisation_id: alert.organisationId,
      rule_id: alert.ruleId,
      occurrence,
      rule_name: alert.ruleName,
      kind: alert.kind,
      subject: alert.subject,
      event_count: alert.eventCount,
      first_event_at: alert.firstEventAt,
      last_event_at: alert.lastEventAt,
      evidence: JSON.stringify(alert.evidence),
      raised_at: alert.raisedAt,
      acknowledged_at: alert.acknowledgedAt,
      acknowledged_by: alert.acknowledgedBy,
    })
    .onConflict((conflict) => conflict.columns(['rule_id', 'occurrence']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** One page of the organisation's alerts, newest first. */
export async function listAlerts(
  db: Kysely<Database>,
  organisationId: string,
  page: { readonly limit: number; readonly offset: number; readonly acknowledged?: boolean | undefined },
): Promise<{ items: AlertOverview[]; total: number }> {
  let found = db.selectFrom('alerts').where('organisation_id', '=', organisationId);
  if (page.acknowledged !== undefined) {
    found = found.where('acknowledged_at', page.acknowledged ? 'is not' : 'is', null);
  }
  const rows = await found
    .selectAll()
    .orderBy('raised_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  const { total } = await found.select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow();
  return { items: await withNotifications(db, organisationId, rows), total };
}

export async function findAlert(
  db: Kysely<Database>,
  organisationId: string,
  alertId: string,
): Promise<AlertOverview | null> {
  const row = await db
    .selectFrom('alerts')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('id', '=', alertId)
    .executeTakeFirst();
  return row === undefined ? null : ((await withNotifications(db, organisationId, [row]))[0] ?? null);
}

export async function lockAlert(
  trx: Transaction<Database>,
  organisationId: string,
  alertId: string,
): Promise<Alert | null> {
  const row = await trx
    .selectFrom('alerts')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('id', '=', alertId)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : toAlert(row);
}

/** Writes what may change of an alert: that somebody took note. */
export async function updateAlert(trx: Transaction<Database>, alert: Alert): Promise<void> {
  await trx
    .updateTable('alerts')
    .set({ acknowledged_at: alert.acknowledgedAt, acknowledged_by: alert.acknowledgedBy })
    .where('organisation_id', '=', alert.organisationId)
    .where('id', '=', alert.id)
    .execute();
}

async function withNotifications(
  db: Kysely<Database>,
  organisationId: string,
  rows: readonly Selectable<AlertsTable>[],
): Promise<AlertOverview[]> {
  if (rows.length === 0) return [];
  const notifications = await db
    .selectFrom('alert_notifications')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where(
      'alert_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('channel')
    .orderBy('target')
    .execute();
  const byAlert = Map.groupBy(notifications, ({ alert_id }) => alert_id);
  return rows.map((row) => ({
    alert: toAlert(row),
    notifications: (byAlert.get(row.id) ?? []).map((notification) => ({
      channel: notification.channel,
      target: notification.target,
      state: notification.state,
      sentAt: notification.sent_at,
      lastError: notification.last_error,
    })),
  }));
}

export function toAlert(row: Selectable<AlertsTable>): Alert {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    ruleId: row.rule_id,
    ruleName: row.rule_name,
    kind: row.kind,
    subject: row.subject,
    eventCount: row.event_count,
    firstEventAt: row.first_event_at,
    lastEventAt: row.last_event_at,
    evidence: row.evidence,
    raisedAt: row.raised_at,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedBy: row.acknowledged_by,
  };
}
