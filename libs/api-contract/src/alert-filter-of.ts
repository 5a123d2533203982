import type { z } from 'zod';
import type { alertCondition } from './operations/alert-operations.ts';

type AlertFilter = Extract<z.output<typeof alertCondition>, { kind: 'search' }>['filter'];

/** A search of the audit log, saved or as its page's address has it. When it looks is no part of what a rule watches for. */
export interface SearchedFor {
  readonly product?: string | undefined;
  readonly category?: string | undefined;
  readonly event?: string | undefined;
  readonly actor?: string | undefined;
  readonly ip?: string | undefined;
  readonly text?: string | undefined;
}

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
