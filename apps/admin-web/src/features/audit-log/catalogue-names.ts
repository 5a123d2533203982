import { type AuditEvent, type Catalogue, catalogue, type LocalisedText } from '@sekisho/audit-events';
import type { Language } from '../../shared/i18n/languages.ts';

/** The catalogue's words for what the log holds in its own: `Add an issue` is 課題の追加 to a Japanese reader. */

export interface Choice {
  readonly value: string;
  readonly label: string;
}

type Names = Pick<AuditEvent, 'product' | 'category' | 'event'>;

/** The name of an event in the reader's language; as stored where the catalogue doesn't know it. */
export function eventName(event: Names, language: Language, known: Catalogue = catalogue): string {
  const found = categoriesOf(known, event.product)
    .find((category) => category.id === event.category)
    ?.events.find((one) => one.id === event.event);
  return found?.name[language] ?? event.event;
}

export function categoryName(event: Names, language: Language, known: Catalogue = catalogue): string {
  const found = categoriesOf(known, event.product).find((category) => category.id === event.category);
  return found?.name[language] ?? event.category;
}

/** What can be chosen: all that the catalogue knows below what is chosen already, and whatever else was seen. */
export function choicesOf(
  chosen: {
    readonly product?: string | undefined;
    readonly category?: string | undefined;
    readonly event?: string | undefined;
  },
  seen: readonly Names[],
  language: Language,
  known: Catalogue = catalogue,
): { readonly products: Choice[]; readonly categories: Choice[]; readonly events: Choice[] } {
  const products = known.products;
  const categories = products
    .filter((product) => chosen.product === undefined || product.id === chosen.product)
    .flatMap((product) => product.categories);
  const events = categories
    .filter((category) => chosen.category === undefined || category.id === chosen.category)
    .flatMap((category) => category.events);
  const also = (values: readonly (string | undefined)[]) => values.filter((value) => value !== undefined);
  return {
    products: list(products, also([chosen.product, ...seen.map((event) => event.product)]), language),
    categories: list(categories, also([chosen.category, ...seen.map((event) => event.category)]), language),
    events: list(events, also([chosen.event, ...seen.map((event) => event.event)]), language),
  };
}

function categoriesOf(known: Catalogue, product: string) {
  return known.products.find((one) => one.id === product)?.categories ?? [];
}

/** One choice a value, in the catalogue's order; what it doesn't know comes last under its own name. */
function list(
  known: readonly { readonly id: string; readonly name: LocalisedText }[],
  others: readonly string[],
  language: Language,
): Choice[] {
  const labels = new Map(known.map(({ id, name }) => [id, name[language]]));
  for (const other of others) if (!labels.has(other)) labels.set(other, other);
  return [...labels].map(([value, label]) => ({ value, label }));
}
