import type { CatalogueProduct } from '../catalogue/catalogue.ts';
import {
  closedProduct,
  type EventRefusal,
  inTheFuture,
  missing,
  notAString,
  notATime,
  tooLong,
  unknownField,
} from './refusal.ts';

/** The first field that is missing, unknown, of the wrong type or too long. `limits` names the fields there are. */
export function findFieldMistake(
  fields: Readonly<Record<string, unknown>>,
  limits: ReadonlyMap<string, number>,
  required: readonly string[],
): EventRefusal | undefined {
  for (const field in fields) {
    const limit = limits.get(field);
    if (limit === undefined) return unknownField(field, [...limits.keys()]);
    const value = fields[field];
    if (typeof value !== 'string') return notAString(field);
    if (value.length > limit) return tooLong(field, limit);
  }
  for (const field of required) {
    if (fields[field] === undefined || fields[field] === '') return missing(field);
  }
  return undefined;
}

/** Whether the text is a UUID in small letters, of whatever version. */
export function isUuid(text: string): boolean {
  return uuid.test(text);
}

/** The instant in milliseconds, or why it is none that can be recorded for the product. */
export function parseOccurredAt(written: string, product: CatalogueProduct, now: Date): number | EventRefusal {
  const time = instant.test(written) && isDay(written) ? Date.parse(written) : Number.NaN;
  if (Number.isNaN(time) || time < 0) return notATime();
  if (time > now.getTime() + dayMs) return inTheFuture();
  if (product.closedAt !== undefined && time >= Date.parse(product.closedAt)) {
    return closedProduct(product.id, product.closedAt);
  }
  return time;
}

/** The instant as `Date.toISOString` writes it; most senders wrote it so, and then it need not be written again. */
export function utcTime(written: string, time: number): string {
  return usual.test(written) ? written : new Date(time).toISOString();
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
const usual = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\d\.\d{3}Z$/;
const dayMs = 86_400_000;

/** Whether the month has the day: `Date.parse` reads 30 February as 2 March. */
function isDay(written: string): boolean {
  const day = Number(written.slice(8, 10));
  if (day <= 28) return true;
  return new Date(Date.UTC(Number(written.slice(0, 4)), Number(written.slice(5, 7)) - 1, day)).getUTCDate() === day;
}
