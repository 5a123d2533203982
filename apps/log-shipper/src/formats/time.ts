import type { DateFormat } from './mapping.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const clf = /^(\d{2})\/(\w{3})\/(\d{4}):(\d{2}:\d{2}:\d{2})(?: ([+-]\d{2})(\d{2}))?$/;
const iso = /^(\d{4})[-/](\d{2})[-/](\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * A time as another program writes it, in RFC 3339 and UTC; null when it is not written so, or names no zone where
 * `offset` gives none: guessing the zone of this machine would move events by hours without anybody noticing.
 */
export function parseTime(text: string, format: DateFormat, offset: string | null): string | null {
  switch (format) {
    case 'epoch':
      return text.trim() === '' ? null : toIso(Number(text) * 1000);
    case 'epoch-ms':
      return text.trim() === '' ? null : toIso(Number(text));
    case 'clf': {
      const match = clf.exec(text);
      if (match === null) return null;
      const [, day, month, year, time, hours, minutes] = match;
      const number = String(months.indexOf(month ?? '') + 1).padStart(2, '0');
      const zone = hours === undefined ? offset : `${hours}:${minutes}`;
      return zone === null ? null : toIso(Date.parse(`${year}-${number}-${day}T${time}${zone}`));
    }
    case 'iso': {
      const match = iso.exec(text);
      if (match === null) return null;
      const [, year, month, day, time, fraction = '0', written] = match;
      const zone = written?.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2') ?? offset;
      return zone === null ? null : toIso(Date.parse(`${year}-${month}-${day}T${time}.${fraction.slice(0, 3)}${zone}`));
    }
  }
}

function toIso(time: number): string | null {
  return Number.isNaN(time) || Math.abs(time) > 8.64e15 ? null : new Date(time).toISOString();
}
