import { DomainError } from './errors.ts';
import type { Decision } from './events.ts';

/** Teams (チーム) group accounts and carry product access. A provisioned group is a team that a connection fills. */
export interface Team {
  /** A UUID. SCIM shows it as the group's `id`. */
  readonly id: string;
  readonly organisationId: string;
  /** Unique in the organisation without regard to case. */
  readonly name: string;
  /** The connection that fills it; null for a team that administrators keep by hand. */
  readonly connectionId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The form in which two team names are the same: NFKC, lower case. */
export function teamNameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** What a new team kept by hand is made from. */
export interface NewTeam {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
}

/** Creates a team that administrators keep by hand. Uniqueness of the name is the storage's to check. */
export function decideCreateTeam(wanted: NewTeam, now: Date): Decision<Team> {
  const name = parseTeamName(wanted.name);
  return {
    next: { ...wanted, name, connectionId: null, createdAt: now, updatedAt: now },
    events: [{ type: 'team.created', teamName: name }],
  };
}

/** Gives a team kept by hand another name. The same name again changes nothing. */
export function decideRenameTeam(before: Team, wanted: string, now: Date): Decision<Team> {
  assertKeptByHand(before);
  const name = parseTeamName(wanted);
  if (name === before.name) return { next: before, events: [] };
  return {
    next: { ...before, name, updatedAt: now },
    events: [{ type: 'team.renamed', from: before.name, to: name }],
  };
}

/** Deletes a team kept by hand. Its members stay in the organisation. */
export function decideDeleteTeam(before: Team): Decision<null> {
  assertKeptByHand(before);
  return { next: null, events: [{ type: 'team.deleted', teamName: before.name }] };
}

/** Refuses to change by hand what an identity provider fills: the next cycle would undo it. */
export function assertKeptByHand(team: Team): void {
  if (team.connectionId === null) return;
  throw new DomainError('team.provisioned', {
    ja: `チーム「${team.name}」は IdP から自動で更新されます。IdP のグループを変更してください。`,
    en: `The team ${team.name} is kept up to date by your identity provider. Change the group there.`,
  });
}

function parseTeamName(name: string): string {
  const trimmed = name.trim();
  if (trimmed.length > 0) return trimmed;
  throw new DomainError(
    'team.name-missing',
    { ja: 'チーム名を入力してください。', en: 'A team name is needed.' },
    'name',
  );
}
