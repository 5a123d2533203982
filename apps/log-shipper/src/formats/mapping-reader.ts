import type { LineReader } from './format.ts';

/**
 * How lines of another program's log become events: a regular expression with named groups, and a template for each
 * field in which `{group}` stands for what was matched.
 */
export interface Mapping {
  readonly pattern: string;
  /** How the group `date` is written. `iso`: RFC 3339. `clf`: Common Log Format, `27/Dec/2021:11:41:26 +0900`. `epoch`: seconds. */
  readonly date: 'iso' | 'clf' | 'epoch';
  readonly fields: Readonly<Record<string, string>>;
}

/** The mapping file can't be used; says which part and why. */
export class MappingInvalid extends Error {
  constructor(reason: string, options?: { cause?: unknown }) {
    super(`The mapping file can't be used: ${reason}`, options);
    this.name = 'MappingInvalid';
  }
}

/** Reads a mapping file's content (JSON). */
export function parseMapping(text: string): Mapping {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new MappingInvalid('it is not JSON', { cause });
  }
  if (typeof value !== 'object' || value === null) throw new MappingInvalid('it must be a JSON object');
  const { pattern, date, fields } = value as Partial<Record<keyof Mapping, unknown>>;
  if (typeof pattern !== 'string') throw new MappingInvalid('"pattern" must be a regular expression in a string');
  if (date !== 'iso' && date !== 'clf' && date !== 'epoch')
    throw new MappingInvalid('"date" must be iso, clf or epoch');
  if (typeof fields !== 'object' || fields === null) throw new MappingInvalid('"fields" must be an object');
  const templates = Object.entries(fields);
  if (!templates.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
    throw new MappingInvalid('each of "fields" must be a template in a string');
  }
  try {
    new RegExp(pattern, 'u');
  } catch (cause) {
    throw new MappingInvalid(`"pattern" is not a regular expression: ${String(cause)}`, { cause });
  }
  return { pattern, date, fields: Object.fromEntries(templates) };
}

export function mappingReader(mapping: Mapping): LineReader {
  const pattern = new RegExp(mapping.pattern, 'u');
  return {
    read: (line) => {
      if (line.trim() === '') return { kind: 'nothing' };
      const groups = pattern.exec(line)?.groups;
      if (groups === undefined) return { kind: 'refused', reason: 'The line does not match the mapping’s pattern.' };
      const occurredAt = parseDate(groups.date ?? '', mapping.date);
      if (occurredAt === null)
        return { kind: 'refused', reason: `The date '${groups.date ?? ''}' is not written as ${mapping.date}.` };
      const event: Record<string, unknown> = { occurredAt };
      for (const [field, template] of Object.entries(mapping.fields)) {
        event[field] = template.replace(/\{(\w+)\}/g, (_, name: string) => groups[name] ?? '');
      }
      return { kind: 'event', event };
    },
  };
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const clf = /^(\d{2})\/(\w{3})\/(\d{4}):(\d{2}:\d{2}:\d{2}) ([+-]\d{2})(\d{2})$/;

function parseDate(text: string, format: Mapping['date']): string | null {
  if (format === 'epoch') return text === '' ? null : toIso(Number(text) * 1000);
  if (format === 'iso') return toIso(Date.parse(text));
  const match = clf.exec(text);
  if (match === null) return null;
  const [, day, month, year, time, hours, minutes] = match;
  const number = String(months.indexOf(month ?? '') + 1).padStart(2, '0');
  return toIso(Date.parse(`${year}-${number}-${day}T${time}${hours}:${minutes}`));
}

function toIso(time: number): string | null {
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
