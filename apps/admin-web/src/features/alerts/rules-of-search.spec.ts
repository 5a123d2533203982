import { expect, it } from 'vitest';
import { defaultCondition } from './conditions.ts';
import { rulesOfSearch } from './rules-of-search.ts';
import type { AlertRule, Condition } from './types.ts';

function rule(name: string, condition: Condition): AlertRule {
  const at = '2026-04-01T00:00:00.000Z';
  const notify = { emails: [], destinationIds: [] };
  return { id: name, name, enabled: true, condition, notify, createdAt: at, updatedAt: at };
}

const about = (filter: object) => ({ ...defaultCondition('search'), filter }) as Condition;

it.each<[string, Condition, boolean]>([
  ['of the same conditions', about({ events: ['Delete a project'], text: 'TRM' }), true],
  ['of the same in another order', about({ text: 'TRM', events: ['Delete a project'] }), true],
  ['of one condition more', about({ text: 'TRM', events: ['Delete a project'], actor: 'x' }), false],
  ['of one condition less', about({ text: 'TRM' }), false],
  ['of another value', about({ text: 'TRM', events: ['Add a project'] }), false],
  ['of another kind', defaultCondition('project-deletion'), false],
])('a rule %s', (_sentence, condition, expected) => {
  const search = { event: 'Delete a project', text: 'TRM' };
  expect(rulesOfSearch([rule('it', condition)], search)).toHaveLength(expected ? 1 : 0);
});
