/** What the alerts page shows, all of it in its address. */
export interface AlertSearch {
  /** Absent: those that nobody has taken note of. */
  readonly show?: 'acknowledged' | 'all';
  /** The alert shown whole. */
  readonly id?: string;
}

/** Reads an address. What is not understood is left out rather than refused. */
export function parseAlertSearch(search: Record<string, unknown>): AlertSearch {
  const { show, id } = search;
  return {
    ...(show === 'acknowledged' || show === 'all' ? { show } : {}),
    ...(typeof id === 'string' && id !== '' ? { id: id.slice(0, 64) } : {}),
  };
}

/** The search in the API's words. */
export function alertQueryOf({ show }: AlertSearch): { acknowledged?: 'true' | 'false' } {
  if (show === 'all') return {};
  return { acknowledged: show === 'acknowledged' ? 'true' : 'false' };
}
