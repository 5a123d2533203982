import type { Catalogue } from '../catalogue/catalogue.ts';
import { isIpAddress } from '../parse/ip-address.ts';
import {
  type EventRefusal,
  missing,
  notAMethod,
  notAnAddress,
  notAnId,
  notAnObject,
  notAStatus,
  otherProduct,
  unknownProduct,
} from '../parse/refusal.ts';
import { findFieldMistake, isUuid, parseOccurredAt, utcTime } from '../parse/wire-fields.ts';
import type { AccessEvent } from './access-event.ts';

/** An access as a product sends it, once it is known to fit. Without an id of its own, `id` is null. */
export type ParsedAccessEvent = Omit<AccessEvent, 'organisationId' | 'id'> & { readonly id: string | null };

export type ParsedAccessOrRefused =
  | { readonly ok: true; readonly event: ParsedAccessEvent }
  | { readonly ok: false; readonly refusal: EventRefusal };

/** Takes accesses of one product. Reads `now` to refuse what has not happened yet. */
export type AccessEventParser = (value: unknown, now: Date) => ParsedAccessOrRefused;

/**
 * Makes the parser for one product of the catalogue. Never throws; the first field that does not fit is named. What
 * follows `?` or `#` in a path is cut off: people's searches and links' secrets are there, and an access log has no detail.
 */
export function createAccessEventParser(catalogue: Catalogue, productId: string): AccessEventParser {
  const product = catalogue.products.find(({ id }) => id === productId);
  if (product === undefined) {
    const refusal = unknownProduct(
      productId,
      catalogue.products.map(({ id }) => id),
    );
    return () => ({ ok: false, refusal });
  }
  return (value, now) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return refused(notAnObject());
    const fields: Record<string, unknown> = { ...value };
    // CSV and mapping files have only text, JSON has numbers too.
    if (typeof fields['status'] === 'number') fields['status'] = String(fields['status']);
    const mistake = findFieldMistake(fields, limits, requiredAccessFields);
    if (mistake !== undefined) return refused(mistake);

    const text = (field: keyof ParsedAccessEvent): string => {
      const given = fields[field];
      return typeof given === 'string' ? given : '';
    };
    const id = text('id').toLowerCase();
    if (id !== '' && !isUuid(id)) return refused(notAnId());
    const written = text('occurredAt');
    const time = parseOccurredAt(written, product, now);
    if (typeof time !== 'number') return refused(time);
    if (fields['product'] !== undefined && fields['product'] !== productId) return refused(otherProduct(productId));
    const ipAddress = text('ipAddress');
    if (ipAddress !== '' && !isIpAddress(ipAddress)) return refused(notAnAddress());
    const method = text('method');
    if (method !== '' && !token.test(method)) return refused(notAMethod());
    const path = withoutQuery(text('path'));
    if (path === '') return refused(missing('path'));
    const status = text('status');
    if (status !== '' && !httpStatus.test(status)) return refused(notAStatus());

    return {
      ok: true,
      event: {
        id: id === '' ? null : id,
        product: productId,
        occurredAt: utcTime(written, time),
        userId: text('userId'),
        userName: text('userName'),
        userEmail: text('userEmail'),
        ipAddress,
        method,
        path,
        status: status === '' ? null : Number(status),
        userAgent: text('userAgent'),
      },
    };
  };
}

/** The most characters a field may have; the fields there are. */
export const accessFieldLimits = {
  id: 36,
  occurredAt: 40,
  product: 100,
  userId: 200,
  userName: 400,
  userEmail: 320,
  ipAddress: 45,
  method: 32,
  path: 8000,
  status: 3,
  userAgent: 4000,
} as const satisfies Readonly<Record<keyof ParsedAccessEvent, number>>;

/** The fields without which an access is refused. */
export const requiredAccessFields = ['occurredAt', 'path'] as const;

const limits: ReadonlyMap<string, number> = new Map(Object.entries(accessFieldLimits));
/** RFC 9110 section 5.6.2. */
export const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
export const httpStatus = /^[1-5]\d\d$/;

function withoutQuery(path: string): string {
  const end = path.search(/[?#]/);
  return end === -1 ? path : path.slice(0, end);
}

function refused(refusal: EventRefusal): ParsedAccessOrRefused {
  return { ok: false, refusal };
}
