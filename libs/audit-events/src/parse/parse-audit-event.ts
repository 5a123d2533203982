import type { AuditEvent } from '../audit-event.ts';
import type { Catalogue, CatalogueProduct } from '../catalogue/catalogue.ts';
import { isIpAddress } from './ip-address.ts';
import {
  type EventRefusal,
  notAnAddress,
  notAnId,
  notAnObject,
  otherProduct,
  unknownCategory,
  unknownEvent,
  unknownProduct,
  unknownVersion,
} from './refusal.ts';
import { findFieldMistake, isUuid, parseOccurredAt, utcTime } from './wire-fields.ts';

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

  return (value, now) => {
    if (!isObject(value)) return refused(notAnObject());
    const mistake = findFieldMistake(value, limits, requiredFields);
    if (mistake !== undefined) return refused(mistake);

    const id = textOf(value['id']).toLowerCase();
    if (!isUuid(id)) return refused(notAnId());
    const written = textOf(value['occurredAt']);
    const time = parseOccurredAt(written, product, now);
    if (typeof time !== 'number') return refused(time);
    if (value['product'] !== undefined && value['product'] !== productId) return refused(otherProduct(productId));
    const category = textOf(value['category']);
    const known = events.get(category);
    if (known === undefined) return refused(unknownCategory(productId, category, [...events.keys()]));
    const event = textOf(value['event']);
    if (!known.has(event)) return refused(unknownEvent(category, event, [...known]));
    const ipAddress = textOf(value['ipAddress']);
    if (ipAddress !== '' && !isIpAddress(ipAddress)) return refused(notAnAddress());
    if (value['version'] !== undefined && value['version'] !== 'V1') return refused(unknownVersion());

    return {
      ok: true,
      event: {
        id,
        product: productId,
        occurredAt: utcTime(written, time),
        category,
        event,
        action: textOf(value['action']),
        operationUserId: textOf(value['operationUserId']),
        operationUserName: textOf(value['operationUserName']),
        operationUserEmail: textOf(value['operationUserEmail']),
        ipAddress,
        userAgent: textOf(value['userAgent']),
        spaceKey: textOf(value['spaceKey']),
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

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(given: unknown): string {
  return typeof given === 'string' ? given : '';
}

function refused(refusal: EventRefusal): ParsedOrRefused {
  return { ok: false, refusal };
}
