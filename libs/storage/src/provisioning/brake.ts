import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { BrakeState, BrakesTable, Database, HeldDepartureState } from '../database.ts';
import type { DirectoryScope } from '../directory/users/scim-user.ts';

/** The rows behind the brake on mass departures. What they mean is decided in the application. */

/** A brake that a connection has triggered. */
export interface Brake {
  readonly id: string;
  readonly organisationId: string;
  readonly connectionId: string;
  readonly state: BrakeState;
  /** How many accounts were in use, and how many of them had gone within the hour. */
  readonly accounts: number;
  readonly departures: number;
  readonly share: number;
  readonly triggeredAt: Date;
  readonly decidedAt: Date | null;
  readonly decidedBy: string | null;
  readonly openUntil: Date | null;
}

export interface HeldDeparture {
  readonly accountId: string;
  readonly kind: 'deactivate' | 'delete';
  readonly state: HeldDepartureState;
  readonly heldAt: Date;
}

/** A held departure with the person it is about, as administrators see it. */
export interface HeldPerson extends HeldDeparture {
  readonly name: string;
  readonly email: string | null;
}

/** How many accounts the connection's share is taken of. The row is locked: departures of a connection line up here. */
export async function lockBrakeGauge(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  now: Date,
  options: { readonly windowStart: Date; readonly recountBefore: Date },
): Promise<number> {
  const { organisationId, connectionId } = scope;
  await trx
    .insertInto('brake_gauges')
    .values({ connection_id: connectionId, organisation_id: organisationId, accounts: 0, counted_at: new Date(0) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const gauge = await trx
    .selectFrom('brake_gauges')
    .where('connection_id', '=', connectionId)
    .select(['accounts', 'counted_at'])
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (gauge.counted_at >= options.recountBefore) return gauge.accounts;
  const accounts = await countInUse(trx, scope, options.windowStart);
  await trx
    .updateTable('brake_gauges')
    .set({ accounts, counted_at: now })
    .where('connection_id', '=', connectionId)
    .execute();
  return accounts;
}

/** Those in use now, and those who left within the window. */
async function countInUse(trx: Transaction<Database>, scope: DirectoryScope, windowStart: Date): Promise<number> {
  const { total } = await trx
    .selectFrom('scim_users')
    .innerJoin('accounts', 'accounts.id', 'scim_users.account_id')
    .leftJoin('provisioning_departures', (join) =>
      join
        .onRef('provisioning_departures.account_id', '=', 'scim_users.account_id')
        .onRef('provisioning_departures.connection_id', '=', 'scim_users.connection_id')
        .on('provisioning_departures.departed_at', '>', windowStart),
    )
    .where('scim_users.connection_id', '=', scope.connectionId)
    .where('scim_users.organisation_id', '=', scope.organisationId)
    .where((eb) =>
      eb.or([
        eb('accounts.state', 'in', ['active', 'invited']),
        eb('provisioning_departures.account_id', 'is not', null),
      ]),
    )
    .select(sql<number>`count(*)::int`.as('total'))
    .executeTakeFirstOrThrow();
  return total;
}

/**
 * How many others left through the connection since `windowStart`; or since a brake was released, or one's approval ran
 * out, if that was later: what administrators have dealt with does not close the next one.
 */
export async function countDepartures(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  windowStart: Date,
  exceptAccountId: string,
): Promise<number> {
  const countedFrom = sql<Date>`greatest(${windowStart}::timestamptz, (
    select max(case state when 'released' then decided_at when 'approved' then open_until end) from brakes
    where connection_id = ${scope.connectionId} and organisation_id = ${scope.organisationId}))`;
  const { total } = await trx
    .selectFrom('provisioning_departures')
    .where('connection_id', '=', scope.connectionId)
    .where('departed_at', '>', countedFrom)
    .where('account_id', '<>', exceptAccountId)
    .select(sql<number>`count(*)::int`.as('total'))
    .executeTakeFirstOrThrow();
  return total;
}

export async function recordDeparture(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  accountId: string,
  now: Date,
): Promise<void> {
  await trx
    .insertInto('provisioning_departures')
    .values({
      connection_id: scope.connectionId,
      account_id: accountId,
      organisation_id: scope.organisationId,
      departed_at: now,
    })
    .onConflict((conflict) => conflict.columns(['connection_id', 'account_id']).doUpdateSet({ departed_at: now }))
    .execute();
}

/** The account is in use again: it counts as gone no longer. */
export async function forgetDeparture(
  trx: Transaction<Database>,
  organisationId: string,
  accountId: string,
): Promise<void> {
  await trx
    .deleteFrom('provisioning_departures')
    .where('organisation_id', '=', organisationId)
    .where('account_id', '=', accountId)
    .execute();
}

/** The brake that decides over departures now: one that holds or refuses, or one approved and still open. */
export async function findCurrentBrake(db: Kysely<Database>, scope: DirectoryScope, now: Date): Promise<Brake | null> {
  const row = await db
    .selectFrom('brakes')
    .selectAll()
    .where('organisation_id', '=', scope.organisationId)
    .where('connection_id', '=', scope.connectionId)
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['holding', 'rejected']),
        eb.and([eb('state', '=', 'approved'), eb('open_until', '>', now)]),
      ]),
    )
    .orderBy('triggered_at', 'desc')
    .executeTakeFirst();
  return row === undefined ? null : toBrake(row);
}

/** The brake that stops the connection's departures, whatever the time; null when none does. */
export async function findClosedBrake(db: Kysely<Database>, scope: DirectoryScope): Promise<Brake | null> {
  const row = await db
    .selectFrom('brakes')
    .selectAll()
    .where('organisation_id', '=', scope.organisationId)
    .where('connection_id', '=', scope.connectionId)
    .where('state', 'in', ['holding', 'rejected'])
    .executeTakeFirst();
  return row === undefined ? null : toBrake(row);
}

export async function insertBrake(trx: Transaction<Database>, brake: Brake): Promise<void> {
  await trx
    .insertInto('brakes')
    .values({
      id: brake.id,
      organisation_id: brake.organisationId,
      connection_id: brake.connectionId,
      state: brake.state,
      accounts: brake.accounts,
      departures: brake.departures,
      share: brake.share,
      triggered_at: brake.triggeredAt,
      decided_at: brake.decidedAt,
      decided_by: brake.decidedBy,
      open_until: brake.openUntil,
    })
    .execute();
}

/** Writes what administrators decide about a brake. The caller holds its lock. */
export async function updateBrake(trx: Transaction<Database>, brake: Brake): Promise<void> {
  await trx
    .updateTable('brakes')
    .set({
      state: brake.state,
      decided_at: brake.decidedAt,
      decided_by: brake.decidedBy,
      open_until: brake.openUntil,
    })
    .where('organisation_id', '=', brake.organisationId)
    .where('id', '=', brake.id)
    .execute();
}

export async function findBrake(db: Kysely<Database>, organisationId: string, brakeId: string): Promise<Brake | null> {
  const row = await db
    .selectFrom('brakes')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('id', '=', brakeId)
    .executeTakeFirst();
  return row === undefined ? null : toBrake(row);
}

export async function lockBrake(
  trx: Transaction<Database>,
  organisationId: string,
  brakeId: string,
): Promise<Brake | null> {
  const row = await trx
    .selectFrom('brakes')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('id', '=', brakeId)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : toBrake(row);
}

/** The organisation's brakes, newest first. */
export async function listBrakes(
  db: Kysely<Database>,
  organisationId: string,
  options: { readonly connectionId?: string | undefined; readonly limit: number },
): Promise<Brake[]> {
  const { connectionId } = options;
  const rows = await db
    .selectFrom('brakes')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .$if(connectionId !== undefined, (select) => select.where('connection_id', '=', connectionId ?? ''))
    .orderBy('triggered_at', 'desc')
    .limit(options.limit)
    .execute();
  return rows.map(toBrake);
}

/** How many people a brake is about, and how many of them are held still. */
export interface BrakeCounts {
  readonly people: number;
  readonly held: number;
}

/** The counts of some of the organisation's brakes, by id; a brake about nobody is not among them. */
export async function countHeldDepartures(
  db: Kysely<Database>,
  organisationId: string,
  brakeIds: readonly string[],
): Promise<ReadonlyMap<string, BrakeCounts>> {
  if (brakeIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('held_departures')
    .where('organisation_id', '=', organisationId)
    .where('brake_id', 'in', brakeIds)
    .groupBy('brake_id')
    .select([
      'brake_id',
      sql<number>`count(*)::int`.as('people'),
      sql<number>`(count(*) filter (where state = 'held'))::int`.as('held'),
    ])
    .execute();
  return new Map(rows.map((row) => [row.brake_id, { people: row.people, held: row.held }]));
}

/** Approved brakes of any organisation whose held departures have not all been carried out. For the worker alone. */
export async function listUnfinishedApprovals(
  db: Kysely<Database>,
): Promise<{ organisationId: string; brakeId: string }[]> {
  const rows = await db
    .selectFrom('brakes')
    .where('state', '=', 'approved')
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('held_departures')
          .whereRef('held_departures.brake_id', '=', 'brakes.id')
          .where('held_departures.state', '=', 'held')
          .select('held_departures.account_id'),
      ),
    )
    .select(['organisation_id', 'id'])
    .execute();
  return rows.map((row) => ({ organisationId: row.organisation_id, brakeId: row.id }));
}

/** Notes what a brake keeps from happening; the last wish for an account counts. */
export async function holdDeparture(
  trx: Transaction<Database>,
  brake: Pick<Brake, 'id' | 'organisationId'>,
  departure: Pick<HeldDeparture, 'accountId' | 'kind' | 'heldAt'>,
): Promise<void> {
  const wish = { kind: departure.kind, state: 'held' as const, held_at: departure.heldAt };
  await trx
    .insertInto('held_departures')
    .values({
      brake_id: brake.id,
      account_id: departure.accountId,
      organisation_id: brake.organisationId,
      ...wish,
    })
    .onConflict((conflict) => conflict.columns(['brake_id', 'account_id']).doUpdateSet(wish))
    .execute();
}

/** The provider says that the account is to stay in use after all. */
export async function withdrawHeldDeparture(
  trx: Transaction<Database>,
  organisationId: string,
  accountId: string,
): Promise<void> {
  await trx
    .updateTable('held_departures')
    .set({ state: 'withdrawn' })
    .where('organisation_id', '=', organisationId)
    .where('account_id', '=', accountId)
    .where('state', '=', 'held')
    .execute();
}

export async function settleHeldDeparture(
  trx: Transaction<Database>,
  brakeId: string,
  accountId: string,
  state: HeldDepartureState,
): Promise<void> {
  await trx
    .updateTable('held_departures')
    .set({ state })
    .where('brake_id', '=', brakeId)
    .where('account_id', '=', accountId)
    .execute();
}

/** Refuses everything that a brake still holds. */
export async function refuseHeldDepartures(trx: Transaction<Database>, brakeId: string): Promise<void> {
  await trx
    .updateTable('held_departures')
    .set({ state: 'refused' })
    .where('brake_id', '=', brakeId)
    .where('state', '=', 'held')
    .execute();
}

/** Whom a brake is about, those first held first. */
export async function listHeldDepartures(
  db: Kysely<Database>,
  organisationId: string,
  brakeId: string,
  options: { readonly states?: readonly HeldDepartureState[]; readonly limit: number; readonly offset?: number },
): Promise<HeldPerson[]> {
  const { states } = options;
  const rows = await db
    .selectFrom('held_departures')
    .innerJoin('accounts', 'accounts.id', 'held_departures.account_id')
    .where('held_departures.organisation_id', '=', organisationId)
    .where('held_departures.brake_id', '=', brakeId)
    .$if(states !== undefined, (select) => select.where('held_departures.state', 'in', states ?? []))
    .select([
      'held_departures.account_id',
      'held_departures.kind',
      'held_departures.state',
      'held_departures.held_at',
      'accounts.name',
      'accounts.email',
    ])
    .orderBy('held_departures.held_at')
    .orderBy('held_departures.account_id')
    .limit(options.limit)
    .offset(options.offset ?? 0)
    .execute();
  return rows.map((row) => ({
    accountId: row.account_id,
    kind: row.kind,
    state: row.state,
    heldAt: row.held_at,
    name: row.name,
    email: row.email,
  }));
}

function toBrake(row: Selectable<BrakesTable>): Brake {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    connectionId: row.connection_id,
    state: row.state,
    accounts: row.accounts,
    departures: row.departures,
    share: row.share,
    triggeredAt: row.triggered_at,
    decidedAt: row.decided_at,
    decidedBy: row.decided_by,
    openUntil: row.open_until,
  };
}
