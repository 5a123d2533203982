import type { z } from 'zod';
import type { alertCondition } from './operations/alert-operations.ts';
import type { savedSearch } from './operations/saved-search-operations.ts';

type AlertFilter = Extract<z.output<typeof alertCondition>, { kind: 'search' }>['filter'];

/** A search of the audit log, saved or as its page's address has it. When it looks is no part of what a rule watches for. */
export type SearchedFor = Omit<z.output<typeof savedSearch>['query'], 'range' | 'from' | 'to'>;

/**
 * What an alert rule looks for that is made of the search; empty for one that finds everything. A copy: what a rule watches
 * stands in the rule, and nobody weakens it by changing or deleting a search that somebody shared.
 */
export function alertFilterOf({ product, category, event, actor, ip, text }: SearchedFor): AlertFilter {
  return {
    ...(product === undefined ? {} : { products: [product] }),
    ...(category === undefined ? {} : { categories: [category] }),
    ...(event === undefined ? {} : { events: [event] }),
    ...(actor === undefined ? {} : { actor }),
    ...(ip === undefined ? {} : { ipAddress: ip }),
    ...(text === undefined ? {} : { text }),
  };
}
