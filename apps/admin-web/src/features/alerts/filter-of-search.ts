import type { AlertRule, ConditionOf } from './types.ts';

type Filter = ConditionOf<'search'>['filter'];

/** A search of the audit log, as its page's address has it. When it looks is no part of what a rule watches for. */
interface Search {
  readonly product?: string | undefined;
  readonly category?: string | undefined;
  readonly event?: string | undefined;
  readonly actor?: string | undefined;
  readonly ip?: string | undefined;
  readonly text?: string | undefined;
}

/** What a rule looks for that is made of the search; empty for one that finds everything. */
export function filterOfSearch({ product, category, event, actor, ip, text }: Search): Filter {
  return {
    ...(product === undefined ? {} : { products: [product] }),
    ...(category === undefined ? {} : { categories: [category] }),
    ...(event === undefined ? {} : { events: [event] }),
    ...(actor === undefined ? {} : { actor }),
    ...(ip === undefined ? {} : { ipAddress: ip }),
    ...(text === undefined ? {} : { text }),
  };
}

/** The rules that look for what the search looks for, however they came about: a rule does not remember its search. */
export function rulesOfSearch(rules: readonly AlertRule[], search: Search): AlertRule[] {
  const wanted = comparable(filterOfSearch(search));
  return rules.filter(({ condition }) => condition.kind === 'search' && comparable(condition.filter) === wanted);
}

function comparable(filter: Filter): string {
  return JSON.stringify(Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1)));
}
