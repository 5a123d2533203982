import { permissions, privileges } from '@sekisho/domain';
import { z } from 'zod';

/** Values that more than one operation speaks of. */

export const language = z.enum(['ja', 'en']).meta({ description: 'Language of the interface.' });

export type Language = z.output<typeof language>;

export const localisedText = z.object({ ja: z.string(), en: z.string() });

/** RFC 3339 in UTC with milliseconds. */
export const instant = z.iso.datetime().meta({ example: '2026-04-01T00:30:00.000Z' });

export const uuid = z.uuid();

export const timeZone = z.string().min(1).max(64).meta({ description: 'IANA time zone.', example: 'Asia/Tokyo' });

export const role = z.enum(['owner', 'administrator', 'member', 'guest']).meta({
  description: 'Contract owner (契約者), administrator (管理者), member, guest.',
});

export const privilege = z.enum(privileges);

export const permission = z.enum(permissions);

export const accountKind = z.enum(['managed', 'personal']).meta({
  description: 'Managed account (管理対象アカウント) or personal account (ヌーラボアカウント).',
});

/** A name as people type it: trimmed, and not empty afterwards. */
export function name(maximum = 200) {
  return z.string().trim().min(1).max(maximum);
}

export const email = z.string().trim().max(254).pipe(z.email()).meta({ example: 'tanaka@example.co.jp' });

/** Only its length is bounded here; the rule of passwords is the domain's, with its own words. */
export const password = z.string().min(1).max(1024).meta({ format: 'password' });

/** How a list is cut into pages: `offset` rows are left out before `limit` rows are given. */
export const page = {
  limit: z.coerce.number().int().min(1).max(500).default(50),
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
};

/** One page of a list, with how many rows there are without paging. */
export function pageOf<Item extends z.ZodType>(items: Item) {
  return z.object({ items: z.array(items), total: z.int().min(0) });
}
