import type { AlertRule } from '@sekisho/domain';
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Database } from '../database.ts';
import type { AlertRulesTable } from './alert-tables.ts';

export async function insertAlertRule(trx: Transaction<Database>, rule: AlertRule): Promise<void> {
  await trx
    .insertInto('alert_rules')
    .values({
      id: rule.id,
      organisation_id: rule.organisationId,
      name: rule.name,
      enabled: rule.enabled,
      condition: JSON.stringify(rule.condition),
      notify: JSON.stringify(rule.notify),
      created_at: rule.createdAt,
      updated_at: rule.updatedAt,
    })
    .execute();
}

/** The organisation's rules in the order they were made. */
export async function listAlertRules(db: Kysely<Database>, organisationId: string): Promise<AlertRule[]> {
  const rows = await db
    .selectFrom('alert_rules')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(toAlertRule);
}

export async function lockAlertRule(
  trx: Transaction<Database>,
  organisationId: string,
  ruleId: string,
): Promise<AlertRule | null> {
  const row = await trx
    .selectFrom('alert_rules')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('id', '=', ruleId)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : toAlertRule(row);
}

export async function updateAlertRule(trx: Transaction<Database>, rule: AlertRule): Promise<void> {
  await trx
    .updateTable('alert_rules')
    .set({
      name: rule.name,
      enabled: rule.enabled,
      condition: JSON.stringify(rule.condition),
      notify: JSON.stringify(rule.notify),
      updated_at: rule.updatedAt,
    })
    .where('organisation_id', '=', rule.organisationId)
    .where('id', '=', rule.id)
    .execute();
}

/** Its alerts stay, without a rule. */
export async function deleteAlertRule(
  trx: Transaction<Database>,
  organisationId: string,
  ruleId: string,
): Promise<void> {
  await trx.deleteFrom('alert_rules').where('organisation_id', '=', organisationId).where('id', '=', ruleId).execute();
}

/** Organisations whose logs some rule watches. */
export async function listWatchedOrganisations(db: Kysely<Database>): Promise<string[]> {
  const rows = await db
    .selectFrom('alert_rules')
    .innerJoin('organisations', 'organisations.id', 'alert_rules.organisation_id')
    .select('alert_rules.organisation_id')
    .distinct()
    .where('alert_rules.enabled', '=', true)
    .where('organisations.deleted_at', 'is', null)
    .orderBy('alert_rules.organisation_id')
    .execute();
  return rows.map((row) => row.organisation_id);
}

function toAlertRule(row: Selectable<AlertRulesTable>): AlertRule {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    name: row.name,
    enabled: row.enabled,
    condition: row.condition,
    notify: row.notify,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
