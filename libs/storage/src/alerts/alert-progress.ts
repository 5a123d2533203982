import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../database.ts';
import type { LogPosition } from '../forwarding/destinations.ts';

/** What the evaluation of alert rules remembers between two looks at the log. Written with the alerts it raises. */

export interface AlertPosition {
  /** What was stored before is not looked at. */
  readonly startedAt: Date;
  readonly position: LogPosition;
  readonly recent: Readonly<Record<string, number>>;
}

/** How far the organisation's log has been looked through, locked until the transaction ends. */
export async function lockAlertPosition(
  trx: Transaction<Database>,
  organisationId: string,
): Promise<AlertPosition | null> {
  const row = await trx
    .selectFrom('alert_positions')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    startedAt: row.started_at,
    position: { storedAt: row.stored_at, occurredAt: row.occurred_at, eventId: row.event_id },
    recent: row.recent,
  };
}

export async function writeAlertPosition(
  trx: Transaction<Database>,
  organisationId: string,
  { startedAt, position, recent }: AlertPosition,
): Promise<void> {
  const row = {
    started_at: startedAt,
    stored_at: position.storedAt,
    occurred_at: position.occurredAt,
    event_id: position.eventId,
    recent: JSON.stringify(recent),
  };
  await trx
    .insertInto('alert_positions')
    .values({ organisation_id: organisationId, ...row })
    .onConflict((conflict) => conflict.column('organisation_id').doUpdateSet(row))
    .execute();
}

/** Forgets how far organisations without an enabled rule were looked through: a later rule begins where it is made. */
export async function forgetUnwatchedOrganisations(db: Kysely<Database>): Promise<void> {
  await db
    .deleteFrom('alert_positions')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('alert_rules')
            .select('alert_rules.id')
            .whereRef('alert_rules.organisation_id', '=', 'alert_positions.organisation_id')
            .where('alert_rules.enabled', '=', true),
        ),
      ),
    )
    .execute();
}

/** What a rule has counted of one subject. */
export interface RuleProgress {
  readonly ruleId: string;
  /** An actor, or empty for the whole organisation. */
  readonly subject: string;
  /** Time in milliseconds and event id, in the order of time. */
  readonly matches: readonly (readonly [number, string])[];
  readonly silentUntil: Date | null;
}

export async function listProgress(
  trx: Transaction<Database>,
  organisationId: string,
  wanted: readonly { readonly ruleId: string; readonly subject: string }[],
): Promise<RuleProgress[]> {
  if (wanted.length === 0) return [];
  const rows = await trx
    .selectFrom('alert_progress')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where(
      sql<boolean>`(rule_id, subject) in (select * from unnest(${wanted.map(({ ruleId }) => ruleId)}::uuid[], ${wanted.map(({ subject }) => subject)}::text[]))`,
    )
    .execute();
  return rows.map((row) => ({
    ruleId: row.rule_id,
    subject: row.subject,
    matches: row.matches,
    silentUntil: row.silent_until,
  }));
}

export async function writeProgress(
  trx: Transaction<Database>,
  organisationId: string,
  progress: readonly RuleProgress[],
  now: Date,
): Promise<void> {
  for (const { ruleId, subject, matches, silentUntil } of progress) {
    const row = { matches: JSON.stringify(matches), silent_until: silentUntil, updated_at: now };
    await trx
      .insertInto('alert_progress')
      .values({ rule_id: ruleId, organisation_id: organisationId, subject, ...row })
      .onConflict((conflict) => conflict.columns(['rule_id', 'subject']).doUpdateSet(row))
      .execute();
  }
}

/** A changed rule counts afresh. */
export async function clearProgress(trx: Transaction<Database>, organisationId: string, ruleId: string): Promise<void> {
  await trx
    .deleteFrom('alert_progress')
    .where('organisation_id', '=', organisationId)
    .where('rule_id', '=', ruleId)
    .execute();
}

/** Drops what was last touched before: no window is so long. */
export async function purgeProgress(db: Kysely<Database>, before: Date): Promise<void> {
  await db.deleteFrom('alert_progress').where('updated_at', '<', before).execute();
}

/** The networks that people have signed in from, by account. */
export async function listKnownNetworks(
  trx: Transaction<Database>,
  organisationId: string,
  accountIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  if (accountIds.length === 0) return new Map();
  const rows = await trx
    .selectFrom('known_networks')
    .select(['account_id', 'network'])
    .where('organisation_id', '=', organisationId)
    .where('account_id', 'in', [...accountIds])
    .execute();
  const networks = Map.groupBy(rows, (row) => row.account_id);
  return new Map([...networks].map(([accountId, found]) => [accountId, new Set(found.map((row) => row.network))]));
}

export async function addKnownNetworks(
  trx: Transaction<Database>,
  organisationId: string,
  seen: readonly { readonly accountId: string; readonly network: string }[],
  now: Date,
): Promise<void> {
  if (seen.length === 0) return;
  await trx
    .insertInto('known_networks')
    .values(
      seen.map(({ accountId, network }) => ({
        organisation_id: organisationId,
        account_id: accountId,
        network,
        first_seen_at: now,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
