import { z } from 'zod';
import type { CatalogueProduct } from './catalogue.ts';

const id = z.string().trim().min(1).max(100);
const text = z.object({ ja: z.string().min(1).max(200), en: z.string().min(1).max(200) });

const additions = z.array(
  z.strictObject({
    id,
    name: text,
    closedAt: z.iso.datetime().optional(),
    plans: z.array(z.strictObject({ id, name: text, accessLog: z.boolean().optional() })).optional(),
    categories: z.array(
      z.strictObject({
        id,
        name: text,
        events: z.array(z.strictObject({ id, name: text, action: z.string().min(1).max(500) })).min(1),
      }),
    ),
  }),
);

/**
 * Reads an installation's own products, plans, categories and events, from its configuration, for `extendCatalogue`. Throws a
 * `ZodError` that names every path that is wrong.
 */
export function parseCatalogueAdditions(value: unknown): readonly CatalogueProduct[] {
  return additions.parse(value);
}
