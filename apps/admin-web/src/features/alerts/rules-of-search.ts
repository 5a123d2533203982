import { alertFilterOf, type SearchedFor } from '@sekisho/api-contract';
import type { AlertRule, ConditionOf } from './types.ts';

/** The rules that look for what the search looks for, however they came about: a rule does not remember its search. */
export function rulesOfSearch(rules: readonly AlertRule[], search: SearchedFor): AlertRule[] {
  const wanted = comparable(alertFilterOf(search));
  return rules.filter(({ condition }) => condition.kind === 'search' && comparable(condition.filter) === wanted);
}

function comparable(filter: ConditionOf<'search'>['filter']): string {
  return JSON.stringify(Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1)));
}
