import {
  assertKeptByHand,
  DomainError,
  type DomainEvent,
  decideCreateTeam,
  decideDeleteTeam,
  decideRenameTeam,
  type Team,
} from '@sekisho/domain';
import {
  type Database,
  deleteTeam,
  deleteTeamMember,
  findMember,
  insertTeam,
  insertTeamMember,
  lockTeam,
  uniqueViolation,
  updateTeam,
} from '@sekisho/storage';
import type { Transaction } from 'kysely';
import { recordEvents } from '../audit-trail/record-events.ts';
import type { TenantScope, UseCaseDependencies } from '../use-case.ts';

/** What administrators do to teams kept by hand. Teams that a connection fills are refused here. */

export async function createTeam(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  wanted: { readonly name: string; readonly memberIds: readonly string[] },
): Promise<Team> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  return explainingName(wanted.name, () =>
    db.transaction().execute(async (trx) => {
      const { next, events } = decideCreateTeam(
        { id: ids.uuid(), organisationId: scope.organisationId, name: wanted.name },
        now,
      );
      await insertTeam(trx, next);
      const added: DomainEvent[] = [];
      for (const memberId of new Set(wanted.memberIds)) added.push(...(await addMember(trx, next, memberId, now)));
      await recordEvents(trx, [...events, ...added], { ...scope, now, ids });
      return next;
    }),
  );
}

export async function renameTeam(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  teamId: string,
  name: string,
): Promise<Team> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  return explainingName(name, () =>
    db.transaction().execute(async (trx) => {
      const before = await requireLockedTeam(trx, scope, teamId);
      const { next, events } = decideRenameTeam(before, name, now);
      if (events.length === 0) return before;
      await updateTeam(trx, next);
      await recordEvents(trx, events, { ...scope, now, ids });
      return next;
    }),
  );
}

/** Deletes a team; its members stay in the organisation. */
export async function removeTeam(dependencies: UseCaseDependencies, scope: TenantScope, teamId: string): Promise<void> {
  const { db, clock, ids } = dependencies;
  await db.transaction().execute(async (trx) => {
    const before = await requireLockedTeam(trx, scope, teamId);
    const { events } = decideDeleteTeam(before);
    await deleteTeam(trx, scope.organisationId, teamId);
    await recordEvents(trx, events, { ...scope, now: clock.now(), ids });
  });
}

/** Adds a member to a team. Again: nothing happens. */
export async function addTeamMember(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  teamId: string,
  memberId: string,
): Promise<void> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  await db.transaction().execute(async (trx) => {
    const team = await requireLockedTeam(trx, scope, teamId);
    assertKeptByHand(team);
    await recordEvents(trx, await addMember(trx, team, memberId, now), { ...scope, now, ids });
  });
}

/** Takes a member out of a team. Who isn't in it stays out. */
export async function removeTeamMember(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  teamId: string,
  memberId: string,
): Promise<void> {
  const { db, clock, ids } = dependencies;
  await db.transaction().execute(async (trx) => {
    const team = await requireLockedTeam(trx, scope, teamId);
    assertKeptByHand(team);
    const memberName = await nameOfMember(trx, team, memberId);
    if (!(await deleteTeamMember(trx, team, memberId))) return;
    const event: DomainEvent = { type: 'team.member-removed', teamName: team.name, memberName };
    await recordEvents(trx, [event], { ...scope, now: clock.now(), ids });
  });
}

export function teamNotFound(): DomainError {
  return new DomainError('team.not-found', {
    ja: 'このチームは見つかりませんでした。すでに削除された可能性があります。',
    en: 'There is no such team. It may have been deleted.',
  });
}

async function addMember(trx: Transaction<Database>, team: Team, memberId: string, now: Date): Promise<DomainEvent[]> {
  const memberName = await nameOfMember(trx, team, memberId);
  if (!(await insertTeamMember(trx, team, memberId, now))) return [];
  return [{ type: 'team.member-added', teamName: team.name, memberName }];
}

async function nameOfMember(trx: Transaction<Database>, team: Team, memberId: string): Promise<string> {
  const member = await findMember(trx, team.organisationId, memberId);
  if (member !== null) return member.email === null ? member.name : `${member.name} (${member.email})`;
  throw new DomainError(
    'team.member-unknown',
    {
      ja: '指定されたアカウントは、この組織のメンバーではありません。',
      en: 'The account is not a member of this organisation.',
    },
    'memberId',
  );
}

async function requireLockedTeam(trx: Transaction<Database>, scope: TenantScope, teamId: string): Promise<Team> {
  const team = await lockTeam(trx, scope.organisationId, teamId);
  if (team === null) throw teamNotFound();
  return team;
}

async function explainingName<Result>(name: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    if (uniqueViolation(error) !== 'teams_name') throw error;
    throw new DomainError(
      'team.name-in-use',
      {
        ja: `「${name}」というチームはすでにあります。別の名前にしてください。`,
        en: `There is already a team called ${name}. Choose another name.`,
      },
      'name',
    );
  }
}
