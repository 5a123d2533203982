import { type Contract, noContract, type RecordingPeriod } from '@sekisho/domain';
import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../database.ts';

/** The organisation's contract; `none` where nothing was ever decided. */
export async function findContract(db: Kysely<Database>, organisationId: string): Promise<Contract> {
  const [row, periods] = await Promise.all([
    db.selectFrom('contracts').selectAll().where('organisation_id', '=', organisationId).executeTakeFirst(),
    listRecordingPeriods(db, organisationId),
  ]);
  return row === undefined
    ? noContract(organisationId)
    : { organisationId, state: row.state, since: row.since, periods };
}

/** When the organisation's events are recorded, oldest first. */
export async function listRecordingPeriods(db: Kysely<Database>, organisationId: string): Promise<RecordingPeriod[]> {
  const rows = await db
    .selectFrom('recording_periods')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .orderBy('recorded_from')
    .execute();
  return rows.map((row) => ({ from: row.recorded_from, to: row.recorded_to }));
}

/** Writes the contract and its periods. The caller holds the organisation's lock. */
export async function writeContract(
  trx: Transaction<Database>,
  { organisationId, state, since, periods }: Contract,
): Promise<void> {
  if (state === 'none' || since === null) throw new TypeError('a contract can not become none');
  await trx
    .insertInto('contracts')
    .values({ organisation_id: organisationId, state, since })
    .onConflict((conflict) => conflict.column('organisation_id').doUpdateSet({ state, since }))
    .execute();
  await trx
    .insertInto('recording_periods')
    .values(periods.map(({ from, to }) => ({ organisation_id: organisationId, recorded_from: from, recorded_to: to })))
    .onConflict((conflict) =>
      conflict
        .columns(['organisation_id', 'recorded_from'])
        .doUpdateSet((eb) => ({ recorded_to: eb.ref('excluded.recorded_to') })),
    )
    .execute();
}

/** Notes for good what was decided and by whom. */
export async function appendContractChanges(
  trx: Transaction<Database>,
  changes: readonly {
    readonly organisationId: string;
    readonly change: string;
    readonly state: Contract['state'];
    readonly decidedBy: string;
    readonly decidedAt: Date;
  }[],
): Promise<void> {
  if (changes.length === 0) return;
  await trx
    .insertInto('contract_changes')
    .values(
      changes.map(({ organisationId, change, state, decidedBy, decidedAt }) => ({
        organisation_id: organisationId,
        change,
        state,
        decided_by: decidedBy,
        decided_at: decidedAt,
      })),
    )
    .execute();
}
