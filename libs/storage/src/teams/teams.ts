import { type Team, teamNameKey } from '@sekisho/domain';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Database, TeamsTable } from '../database.ts';
import { containing } from '../members/text-search.ts';

/** Teams and who is in them. Those with a connection are filled by it and only read here. */

export interface TeamOverview extends Team {
  readonly memberCount: number;
  readonly connectionName: string | null;
}

export interface TeamQuery {
  readonly organisationId: string;
  /** Part of the name. */
  readonly text?: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** One page of teams by name, and how many there are. */
export async function listTeams(
  db: Kysely<Database>,
  query: TeamQuery,
): Promise<{ items: TeamOverview[]; total: number }> {
  const text = query.text;
  const matching = () =>
    db
      .selectFrom('teams')
      .where('teams.organisation_id', '=', query.organisationId)
      .$if(text !== undefined && text !== '', (filtered) =>
        filtered.where('teams.name_key', 'like', containing(teamNameKey(text ?? ''))),
      );
  const rows = await withOverview(matching())
    .orderBy('teams.name_key')
    .orderBy('teams.id')
    .limit(query.limit)
    .offset(query.offset)
    .execute();
  const { total } = await matching().select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow();
  return { items: rows.map(toOverview), total };
}

export async function findTeam(
  db: Kysely<Database>,
  organisationId: string,
  teamId: string,
): Promise<TeamOverview | null> {
  const row = await withOverview(
    db.selectFrom('teams').where('teams.organisation_id', '=', organisationId).where('teams.id', '=', teamId),
  ).executeTakeFirst();
  return row === undefined ? null : toOverview(row);
}

export async function lockTeam(
  trx: Transaction<Database>,
  organisationId: string,
  teamId: string,
): Promise<Team | null> {
  const row = await trx
    .selectFrom('teams')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('id', '=', teamId)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : toTeam(row);
}

/** A taken name surfaces as a violation of `teams_name`. */
export async function insertTeam(trx: Transaction<Database>, team: Team): Promise<void> {
  await trx
    .insertInto('teams')
    .values({
      id: team.id,
      organisation_id: team.organisationId,
      name: team.name,
      name_key: teamNameKey(team.name),
      connection_id: team.connectionId,
      created_at: team.createdAt,
      updated_at: team.updatedAt,
    })
    .execute();
}

/** A taken name surfaces as a violation of `teams_name`. */
export async function updateTeam(trx: Transaction<Database>, team: Team): Promise<void> {
  await trx
    .updateTable('teams')
    .set({ name: team.name, name_key: teamNameKey(team.name), updated_at: team.updatedAt })
    .where('organisation_id', '=', team.organisationId)
    .where('id', '=', team.id)
    .execute();
}

export async function deleteTeam(trx: Transaction<Database>, organisationId: string, teamId: string): Promise<void> {
  await trx.deleteFrom('teams').where('organisation_id', '=', organisationId).where('id', '=', teamId).execute();
}

/** Returns false when the account was in the team already. */
export async function insertTeamMember(
  trx: Transaction<Database>,
  team: Pick<Team, 'id' | 'organisationId'>,
  accountId: string,
  now: Date,
): Promise<boolean> {
  const result = await trx
    .insertInto('team_members')
    .values({ team_id: team.id, account_id: accountId, organisation_id: team.organisationId, added_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Returns false when the account was not in the team. */
export async function deleteTeamMember(
  trx: Transaction<Database>,
  team: Pick<Team, 'id' | 'organisationId'>,
  accountId: string,
): Promise<boolean> {
  const result = await trx
    .deleteFrom('team_members')
    .where('organisation_id', '=', team.organisationId)
    .where('team_id', '=', team.id)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

/** The teams an account is in, by name. */
export async function listTeamsOf(
  db: Kysely<Database>,
  organisationId: string,
  accountId: string,
): Promise<{ id: string; name: string }[]> {
  return db
    .selectFrom('team_members')
    .innerJoin('teams', 'teams.id', 'team_members.team_id')
    .where('team_members.organisation_id', '=', organisationId)
    .where('team_members.account_id', '=', accountId)
    .orderBy('teams.name_key')
    .select(['teams.id', 'teams.name'])
    .execute();
}

/** Takes an account that leaves the organisation out of its teams. */
export async function deleteTeamMembershipsOf(
  trx: Transaction<Database>,
  organisationId: string,
  accountId: string,
): Promise<void> {
  await trx
    .deleteFrom('team_members')
    .where('organisation_id', '=', organisationId)
    .where('account_id', '=', accountId)
    .execute();
}

function withOverview<Query extends ReturnType<typeof baseOfTeams>>(query: Query) {
  return query
    .leftJoin('connections', 'connections.id', 'teams.connection_id')
    .selectAll('teams')
    .select('connections.name as connection_name')
    .select((eb) =>
      eb
        .selectFrom('team_members')
        .innerJoin('accounts', 'accounts.id', 'team_members.account_id')
        .whereRef('team_members.team_id', '=', 'teams.id')
        .where('accounts.state', '<>', 'deleted')
        .select(sql<number>`count(*)::int`.as('count'))
        .as('member_count'),
    );
}

function baseOfTeams(db: Kysely<Database>) {
  return db.selectFrom('teams');
}

function toOverview(
  row: Selectable<TeamsTable> & { connection_name: string | null; member_count: number | null },
): TeamOverview {
  return { ...toTeam(row), connectionName: row.connection_name, memberCount: row.member_count ?? 0 };
}

function toTeam(row: Selectable<TeamsTable>): Team {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    name: row.name,
    connectionId: row.connection_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
