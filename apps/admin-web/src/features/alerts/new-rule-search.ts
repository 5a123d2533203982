import { conditionKinds } from './conditions.ts';
import type { ConditionKind } from './types.ts';

/** What a new rule begins with: a kind, or a search of the audit log that it is to watch. */
export interface NewRuleSearch {
  readonly kind?: ConditionKind;
  readonly product?: string;
  readonly category?: string;
  readonly event?: string;
  readonly actor?: string;
  readonly ip?: string;
  readonly text?: string;
}

const texts = ['product', 'category', 'event', 'actor', 'ip', 'text'] as const;

/** Reads an address: the fields are those of the audit log's. */
export function parseNewRuleSearch(search: Record<string, unknown>): NewRuleSearch {
  const kind = conditionKinds.find((one) => one === search['kind']);
  const given = texts.flatMap((name) => {
    const value = typeof search[name] === 'number' ? String(search[name]) : search[name];
    return typeof value === 'string' && value.trim() !== '' ? [[name, value.trim().slice(0, 200)] as const] : [];
  });
  return { ...(kind === undefined ? {} : { kind }), ...Object.fromEntries(given) };
}
