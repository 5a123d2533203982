import type { AuditEvent } from '../audit-event.ts';
import type { Catalogue, CatalogueProduct } from '../catalogue/catalogue.ts';
import { isIpAddress } from './ip-address.ts';
import {
  closedProduct,
  type EventRefusal,
  inTheFuture,
  missing,
  notAnAddress,
  notAnId,
  notAnObject,
  notAString,
  notATime,
  otherProduct,
  tooLong,
  unknownCategory,
  unknownEvent,
  unknownField,
  unknownProduct,
  unknownVersion,
} from './refusal.ts';

/** An event as a product sends it, once it is known to fit. Whose it is, the key says. */
export type ParsedAuditEvent = Omit<AuditEvent, 'organisationId'>;

export type ParsedOrRefused =
  | { readonly ok: true; readonly event: ParsedAuditEvent }
  | { readonly ok: false; readonly refusal: EventRefusal };

/** Takes events of one product, checked against the catalogue. Reads `now` to refuse what has not happened yet. */
export type AuditEventParser = (value: unknown, now: Date) => ParsedOrRefused;

/**
 * Makes the parser for one product. It runs for every event that is shipped, hence look-ups prepared once and plain
 * checks instead of a schema (the published JSON Schema says the same; a test holds them together).
 * Never throws; the first field that does not fit is named.
 */
export function createAuditEventParser(catalogue: Catalogue, productId: string): AuditEventParser {
  const product = catalogue.products.find(({ id }) => id === productId);
  if (product === undefined) {
    const refusal = unknownProduct(
      productId,
      catalogue.products.map(({ id }) => id),
    );
    return () => ({ ok: false, refusal });
  }
  const events = new Map(product.categories.map(({ id, events }) => [id, new Set(events.map((event) => event.id))]));
  const closedAt = product.closedAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(product.closedAt);

  return (value, now) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return refused(notAnObject());
    const fields: Readonly<Record<string, unknown>> = { ...value };
    const mistake = findMistake(fields);
    if (mistake !== undefined) return refused(mistake);

    const text = (field: keyof ParsedAuditEvent): string => {
      const given = fields[field];
      return typeof given === 'string' ? given : '';
    };
    const id = text('id').toLowerCase();
    if (!uuid.test(id)) return refused(notAnId());
    const written = text('occurredAt');
    const time = instant.test(written) && isDay(written) ? Date.parse(written) : Number.NaN;
    if (Number.isNaN(time) || time < 0) return refused(notATime());
    if (time > now.getTime() + dayMs) return refused(inTheFuture());
    if (time >= closedAt) return refused(closedProduct(productId, product.closedAt ?? ''));
    if (fields['product'] !== undefined && fields['product'] !== productId) return refused(otherProduct(productId));
    const category = text('category');
    const known = events.get(category);
    if (known === undefined) return refused(unknownCategory(productId, category, [...events.keys()]));
    const event = text('event');
    if (!known.has(event)) return refused(unknownEvent(category, event, [...known]));
    const ipAddress = text('ipAddress');
    if (ipAddress !== '' && !isIpAddress(ipAddress)) return refused(notAnAddress());
    if (fields['version'] !== undefined && fields['version'] !== 'V1') return refused(unknownVersion());

    return {
      ok: true,
      event: {
        id,
        product: productId,
        occurredAt: new Date(time).toISOString(),
        category,
        event,
        action: text('action'),
        operationUserId: text('operationUserId'),
        operationUserName: text('operationUserName'),
        operationUserEmail: text('operationUserEmail'),
        ipAddress,
        userAgent: text('userAgent'),
        spaceKey: text('spaceKey'),
        version: 'V1',
      },
    };
  };
}

/** {@link createAuditEventParser} for a single event. */
export function parseAuditEvent(
  catalogue: Catalogue,
  productId: CatalogueProduct['id'],
  value: unknown,
  now: Date,
): ParsedOrRefused {
  return createAuditEventParser(catalogue, productId)(value, now);
}

/** The most characters a field may have; the fields there are. */
export const fieldLimits = {
  id: 36,
  occurredAt: 40,
  product: 100,
  category: 100,
  event: 200,
  action: 4000,
  operationUserId: 200,
  operationUserName: 400,
  operationUserEmail: 320,
  ipAddress: 45,
  userAgent: 4000,
  spaceKey: 200,
  version: 2,
} as const satisfies Readonly<Record<keyof ParsedAuditEvent, number>>;

export const requiredFields = ['id', 'occurredAt', 'category', 'event', 'action'] as const;

const limits: ReadonlyMap<string, number> = new Map(Object.entries(fieldLimits));
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
const dayMs = 86_400_000;

/** Whether the month has the day: `Date.parse` reads 30 February as 2 March. */
function isDay(written: string): boolean {
  const day = Number(written.slice(8, 10));
  if (day <= 28) return true;
  return new Date(Date.UTC(Number(written.slice(0, 4)), Number(written.slice(5, 7)) - 1, day)).getUTCDate() === day;
}

/** Fields that are missing, unknown, of the wrong type or too long. */
function findMistake(fields: Readonly<Record<string, unknown>>): EventRefusal | undefined {
  for (const field in fields) {
    const limit = limits.get(field);
    if (limit === undefined) return unknownField(field, [...limits.keys()]);
    const value = fields[field];
    if (typeof value !== 'string') return notAString(field);
    if (value.length > limit) return tooLong(field, limit);
  }
  for (const field of requiredFields) {
    if (fields[field] === undefined || fields[field] === '') return missing(field);
  }
  return undefined;
}

function refused(refusal: EventRefusal): ParsedOrRefused {
  return { ok: false, refusal };
}
