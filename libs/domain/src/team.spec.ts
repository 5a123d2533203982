import { describe, expect, it } from 'vitest';
import { decideCreateTeam, decideDeleteTeam, decideRenameTeam, type Team, teamNameKey } from './team.ts';
import { earlier, now, outcomeOf } from './testing/samples.ts';

const byHand: Team = {
  id: 't',
  organisationId: 'org_a',
  name: '営業',
  connectionId: null,
  createdAt: earlier,
  updatedAt: earlier,
};
const provisioned: Team = { ...byHand, connectionId: 'c' };

describe('teams', () => {
  it.each([
    ['create', () => decideCreateTeam({ id: 't', organisationId: 'org_a', name: '営業' }, now), 'accepted'],
    [
      'create without a name',
      () => decideCreateTeam({ id: 't', organisationId: 'org_a', name: '\u3000' }, now),
      'team.name-missing',
    ],
    ['rename', () => decideRenameTeam(byHand, '営業部', now), 'accepted'],
    ['rename to nothing', () => decideRenameTeam(byHand, ' ', now), 'team.name-missing'],
    ['rename what an identity provider fills', () => decideRenameTeam(provisioned, '営業部', now), 'team.provisioned'],
    ['delete', () => decideDeleteTeam(byHand), 'accepted'],
    ['delete what an identity provider fills', () => decideDeleteTeam(provisioned), 'team.provisioned'],
  ])('%s', (_sentence, act, expected) => {
    expect(outcomeOf(act)).toBe(expected);
  });

  it('the same name again changes nothing', () => {
    expect(decideRenameTeam(byHand, ' 営業 ', now)).toEqual({ next: byHand, events: [] });
  });

  it.each([
    ['Sales', 'SALES', true],
    ['ｓａｌｅｓ', 'sales', true],
    ['営業１課', '営業1課', true],
    ['営業1課', '営業2課', false],
  ])('%s and %s are one name: %s', (a, b, same) => {
    expect(teamNameKey(a) === teamNameKey(b)).toBe(same);
  });
});
