import type { Condition, ConditionKind, ConditionOf } from './types.ts';

/** The kinds of condition, those that every organisation wants first. */
export const conditionKinds = [
  'many-downloads',
  'outside-invitation',
  'new-network-sign-in',
  'project-deletion',
  'off-hours-bulk',
  'provisioning-brake',
  'search',
] as const satisfies readonly ConditionKind[];

export const windows = [5, 10, 30, 60, 180, 720, 1440] as const;

/** What a new rule of a kind begins with. */
export function defaultCondition(kind: ConditionKind): Condition {
  switch (kind) {
    case 'many-downloads':
      return { kind, threshold: 20, windowMinutes: 60 };
    case 'off-hours-bulk':
      return {
        kind,
        threshold: 30,
        windowMinutes: 60,
        workingHours: { from: 8, to: 20 },
        workingDays: [1, 2, 3, 4, 5],
      };
    case 'search':
      return { kind, filter: {}, threshold: 1, windowMinutes: 60, per: 'organisation' };
    default:
      return { kind };
  }
}

type Filter = ConditionOf<'search'>['filter'];

/** A filter with one field changed; an empty value takes the field away. */
export function changeFilter(filter: Filter, change: { readonly [Key in keyof Filter]?: Filter[Key] | '' }): Filter {
  const next = Object.entries({ ...filter, ...change }).filter(([, value]) => value !== '' && value !== undefined);
  return Object.fromEntries(next);
}
