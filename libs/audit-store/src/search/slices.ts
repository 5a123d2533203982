/** Which part of the time a page is looked for in, in milliseconds. Open where a bound is absent. */
export interface Slice {
  /** Inclusive. */
  readonly since?: number | undefined;
  /** Exclusive. */
  readonly until?: number | undefined;
}

/** What is known before the next slice is read. */
export interface Progress {
  /** Where the search begins, at its newest end. */
  readonly newest: number;
  /** The oldest time that may match; 0 where everything may. */
  readonly oldest: number;
  /** Where the slice before ended; absent before the first. */
  readonly until?: number | undefined;
  /** How many events were found so far, and how many fill the page. */
  readonly found: number;
  readonly wanted: number;
}

/**
 * The next slice to read, the newest first. Most pages are full with the newest days alone, and every month that is opened
 * costs some milliseconds. Where what was found so far foretells that a longer slice would not fill the page either, the
 * rest is read at once.
 */
export function nextSlice({ newest, oldest, until, found, wanted }: Progress): Slice {
  const searched = until === undefined ? 0 : newest - until;
  const length = lengths.find((one) => one > searched && (searched === 0 || (found / searched) * one >= wanted));
  const since = length === undefined ? undefined : newest - length;
  return { since: since === undefined || since <= oldest ? undefined : since, until };
}

const day = 86_400_000;
const lengths = [8 * day, 64 * day];
