import type { AdminOperations, InputOf } from '@sekisho/api-contract';

type ListMembersQuery = NonNullable<InputOf<AdminOperations['listMembers']>['query']>;

/** What the members page shows, all of it in its address. Absent: not narrowed, sorted by name. */
export interface MemberSearch {
  readonly text?: string;
  readonly kind?: (typeof kinds)[number];
  readonly state?: (typeof states)[number];
  readonly role?: (typeof roles)[number];
  readonly sort?: (typeof sorts)[number];
  readonly order?: 'desc';
}

export const kinds = ['managed', 'personal'] as const;
export const states = ['active', 'invited', 'deactivated'] as const;
export const roles = ['owner', 'administrator', 'member', 'guest'] as const;
export const sorts = [
  'name',
  'email',
  'role',
  'state',
  'createdAt',
  'updatedAt',
] as const satisfies readonly NonNullable<ListMembersQuery['sort']>[];

/** Reads an address. What is not understood is left out rather than refused: a mistyped link still shows the list. */
export function parseMemberSearch(search: Record<string, unknown>): MemberSearch {
  const text = typeof search['text'] === 'number' ? String(search['text']) : search['text'];
  const kind = oneOf(kinds, search['kind']);
  const state = oneOf(states, search['state']);
  const role = oneOf(roles, search['role']);
  const sort = oneOf(sorts, search['sort']);
  return {
    ...(typeof text === 'string' && text.trim() !== '' ? { text: text.trim().slice(0, 200) } : {}),
    ...(kind === undefined ? {} : { kind }),
    ...(state === undefined ? {} : { state }),
    ...(role === undefined ? {} : { role }),
    ...(sort === undefined || sort === 'name' ? {} : { sort }),
    ...(search['order'] === 'desc' ? { order: 'desc' as const } : {}),
  };
}

/** Whether anything narrows the list, so that "nobody found" differs from "nobody there". */
export function isNarrowed(search: MemberSearch): boolean {
  return (
    search.text !== undefined || search.kind !== undefined || search.state !== undefined || search.role !== undefined
  );
}

function oneOf<const Value extends string>(values: readonly Value[], found: unknown): Value | undefined {
  return values.find((value) => value === found);
}
