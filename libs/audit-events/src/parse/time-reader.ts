/** Milliseconds of a time written in UTC with a `Z`, in seconds or milliseconds; -1 for whatever else is there. */
export type TimeReader = (bytes: Uint8Array, from: number, to: number) => number;

/** Remembers the last day, since most events of a file are of one. */
export function createTimeReader(): TimeReader {
  let lastDay = -1;
  let lastDayMs = -1;

  return (bytes, from, to) => {
    const length = to - from;
    if (length !== 24 && length !== 20) return -1;
    const year = number2(bytes, from) * 100 + number2(bytes, from + 2);
    const month = number2(bytes, from + 5);
    const day = number2(bytes, from + 8);
    const hour = number2(bytes, from + 11);
    const minute = number2(bytes, from + 14);
    const second = number2(bytes, from + 17);
    let millisecond = 0;
    if (length === 24) {
      const hundreds = (bytes[from + 20] ?? 0) - zero;
      if (bytes[from + 19] !== dot || hundreds < 0 || hundreds > 9) return -1;
      millisecond = hundreds * 100 + number2(bytes, from + 21);
    }
    // What is no digit makes its number negative.
    if (!(year >= 1970 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= 31)) return -1;
    if (!(hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59)) return -1;
    if (!(millisecond >= 0 && millisecond <= 999)) return -1;
    if (bytes[from + 4] !== dash || bytes[from + 7] !== dash || bytes[from + 10] !== letterT) return -1;
    if (bytes[from + 13] !== colon || bytes[from + 16] !== colon || bytes[to - 1] !== letterZ) return -1;

    const date = (year * 16 + month) * 32 + day;
    if (date !== lastDay) {
      const ms = Date.UTC(year, month - 1, day);
      // A day that the month does not have would be one of the next.
      if (new Date(ms).getUTCDate() !== day) return -1;
      lastDay = date;
      lastDayMs = ms;
    }
    return lastDayMs + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
  };
}

/** Two digits as a number; far below zero if one is no digit. */
function number2(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - zero;
  const ones = (bytes[at + 1] ?? 0) - zero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : notANumber;
}

/** Stays below zero whatever two digits are put before or behind it. */
const notANumber = -1_000_000;

const zero = 0x30;
const dot = 0x2e;
const dash = 0x2d;
const colon = 0x3a;
const letterT = 0x54;
const letterZ = 0x5a;
