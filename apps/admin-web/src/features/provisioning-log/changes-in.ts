/** What a request changed, in the audit log's words. */
export interface ListedChange {
  readonly event: string;
  readonly action: string;
}

/** Reads what the log kept of the changes: a list, which ends in `{ more }` where there were too many to keep. */
export function changesIn(kept: unknown): { readonly listed: readonly ListedChange[]; readonly more: number } {
  const listed: ListedChange[] = [];
  let more = 0;
  for (const one of Array.isArray(kept) ? kept : []) {
    if (typeof one?.event === 'string' && typeof one.action === 'string') listed.push(one);
    else if (typeof one?.more === 'number') more = one.more;
  }
  return { listed, more };
}
