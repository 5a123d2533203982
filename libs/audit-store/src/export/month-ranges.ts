/** A stretch of time, in milliseconds since 1970: from inclusive, until exclusive. */
export interface MonthRange {
  readonly from: number;
  readonly until: number;
}

/**
 * Months as the stretches of time in which a file is read, in its order. The log lies in monthly partitions, and reading
 * thirteen at once keeps buffers for each: two to three times as much memory as one after the other, and no faster.
 *
 * `months` are their beginnings in UTC, the oldest first.
 */
export function monthRanges(months: readonly Date[], order: 'newest-first' | 'oldest-first'): MonthRange[] {
  const ranges = months.map((month) => ({
    from: month.getTime(),
    until: Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 1),
  }));
  return order === 'newest-first' ? ranges.reverse() : ranges;
}
