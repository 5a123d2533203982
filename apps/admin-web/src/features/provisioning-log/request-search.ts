import type { Outcome } from './types.ts';

/** What the provisioning log shows, all of it in its address. */
export interface RequestSearch {
  /** Absent: {@link defaultRange}. */
  readonly range?: (typeof ranges)[number];
  /** Part of a path, a name or a change, or a whole resource id. */
  readonly text?: string;
  /** Absent: everything. */
  readonly result?: (typeof results)[number];
  /** The entry shown whole. */
  readonly id?: string;
}

export const ranges = ['1h', '24h', '7d', '30d'] as const;

export const defaultRange = '7d' satisfies (typeof ranges)[number];

const lengths: Readonly<Record<(typeof ranges)[number], number>> = {
  '1h': 3_600_000,
  '24h': 86_400_000,
  '7d': 7 * 86_400_000,
  '30d': 30 * 86_400_000,
};

/** What is chosen between. Most requests only read; those that changed something or failed to are what one looks for. */
export const results = ['problems', 'applied', 'unchanged', 'read'] as const;

const outcomes: Readonly<Record<(typeof results)[number], Outcome[]>> = {
  problems: ['refused', 'failed'],
  applied: ['applied'],
  unchanged: ['unchanged'],
  read: ['read'],
};

/** Reads an address. What is not understood is left out rather than refused. */
export function parseRequestSearch(search: Record<string, unknown>): RequestSearch {
  const range = ranges.find((one) => one === search['range']);
  const result = results.find((one) => one === search['result']);
  const text = textIn(search['text']);
  const id = textIn(search['id']);
  return {
    ...(range === undefined || range === defaultRange ? {} : { range }),
    ...(text === undefined ? {} : { text }),
    ...(result === undefined ? {} : { result }),
    ...(id === undefined ? {} : { id }),
  };
}

/** The search in the API's words, the range counted back from `now`. */
export function requestQueryOf({ range, text, result }: RequestSearch, now: Date) {
  return {
    from: new Date(now.getTime() - lengths[range ?? defaultRange]).toISOString(),
    ...(text === undefined ? {} : { text }),
    ...(result === undefined ? {} : { outcome: outcomes[result] }),
  };
}

/** Whether anything besides the time narrows the search. */
export function isNarrowed(search: RequestSearch): boolean {
  return search.text !== undefined || search.result !== undefined;
}

function textIn(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim().slice(0, 200) : undefined;
}
