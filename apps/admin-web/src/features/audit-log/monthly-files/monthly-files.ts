/** How the CSV in a monthly file is written: for Excel (UTF-8 with a byte order mark), plain UTF-8, or Shift_JIS. */
export const textChoices = ['excel', 'utf-8', 'shift_jis'] as const;

export type TextChoice = (typeof textChoices)[number];

/** What the page of monthly files shows, in its address. */
export interface MonthlyFilesSearch {
  /** In which months begin; absent is UTC. */
  readonly zone?: string;
  readonly text?: TextChoice;
}

/** Reads an address; a zone that does not exist is left out, and so is what is the default anyway. */
export function parseMonthlyFilesSearch(search: Record<string, unknown>): MonthlyFilesSearch {
  const zone = search['zone'];
  const text = textChoices.find((one) => one === search['text']);
  return {
    ...(typeof zone === 'string' && zone !== 'UTC' && isTimeZone(zone) ? { zone } : {}),
    ...(text === undefined || text === 'excel' ? {} : { text }),
  };
}

/**
 * Whether a file of the month was there before its late events came. Where all came late, as in a log that was brought in
 * afterwards, there was none to correct.
 */
export function isCorrected(month: {
  readonly events: number;
  readonly late: number;
  readonly madeAt: string | null;
}): boolean {
  return month.late > 0 && (month.madeAt !== null || month.late < month.events);
}

/** The products, each once, in the order of their names. */
export function productsIn(months: readonly { readonly product: string }[]): string[] {
  return [...new Set(months.map((month) => month.product))].sort();
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
