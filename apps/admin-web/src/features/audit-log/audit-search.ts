/** What the audit log page shows, all of it in its address: a filtered search is a link. */
export interface AuditSearch {
  /** A range that moves with the clock; absent with `from` or `to`, else the default. */
  readonly range?: (typeof ranges)[number];
  /** Inclusive, RFC 3339 in UTC. */
  readonly from?: string;
  /** Exclusive, RFC 3339 in UTC. */
  readonly to?: string;
  readonly product?: string;
  readonly category?: string;
  readonly event?: string;
  /** Exact id, or part of name or e-mail. */
  readonly actor?: string;
  /** An address or a CIDR block. */
  readonly ip?: string;
  /** Part of what happened. */
  readonly text?: string;
  /** The event shown whole. */
  readonly id?: string;
}

/** `all`: as far back as the log is kept. */
export const ranges = ['1h', '24h', '7d', '30d', '90d', 'all'] as const;

export const defaultRange = '30d' satisfies (typeof ranges)[number];

const lengths: Readonly<Record<(typeof ranges)[number], number | null>> = {
  '1h': 3_600_000,
  '24h': 86_400_000,
  '7d': 7 * 86_400_000,
  '30d': 30 * 86_400_000,
  '90d': 90 * 86_400_000,
  all: null,
};

const texts = ['product', 'category', 'event', 'actor', 'ip', 'text', 'id'] as const;

/** Reads an address. What is not understood is left out rather than refused: a mistyped link still shows the log. */
export function parseAuditSearch(search: Record<string, unknown>): AuditSearch {
  const from = instantIn(search['from']);
  const to = instantIn(search['to']);
  const range = ranges.find((one) => one === search['range']);
  const given = texts.flatMap((name) => {
    const value = textIn(search[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...(range === undefined || range === defaultRange || from !== undefined || to !== undefined ? {} : { range }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...Object.fromEntries(given),
  };
}

/** The range as instants, a moving one counted back from `now`. Absent ends are open. */
export function spanOf(search: AuditSearch, now: Date): { from?: string; to?: string } {
  if (search.from !== undefined || search.to !== undefined) {
    return {
      ...(search.from === undefined ? {} : { from: search.from }),
      ...(search.to === undefined ? {} : { to: search.to }),
    };
  }
  const length = lengths[search.range ?? defaultRange];
  return length === null ? {} : { from: new Date(now.getTime() - length).toISOString() };
}

/** Whether anything besides the time narrows the search. */
export function isNarrowed(search: AuditSearch): boolean {
  return texts.some((name) => name !== 'id' && search[name] !== undefined);
}

function textIn(value: unknown): string | undefined {
  // The router reads `?text=42` as a number.
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim().slice(0, 200) : undefined;
}

function instantIn(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
