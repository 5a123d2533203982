import type { AuditEvent, Catalogue } from '@sekisho/audit-events';
import type { Language } from '../i18n/languages.ts';

/** The catalogue's words for what the log holds in its own: `Add an issue` is 課題の追加 to a Japanese reader. */

export type Place = Partial<Pick<AuditEvent, 'product' | 'category'>>;

export function productName(product: string, language: Language, known: Catalogue): string {
  return known.products.find((one) => one.id === product)?.name[language] ?? product;
}

/** The name of a category; without a product, of the first that has such a category. As stored where unknown. */
export function categoryName(category: string, place: Place, language: Language, known: Catalogue): string {
  return categoriesAt(known, place).find((one) => one.id === category)?.name[language] ?? category;
}

/** The name of an event, as {@link categoryName}. */
export function eventName(event: string, place: Place, language: Language, known: Catalogue): string {
  const events = categoriesAt(known, place)
    .filter((category) => place.category === undefined || category.id === place.category)
    .flatMap((category) => category.events);
  return events.find((one) => one.id === event)?.name[language] ?? event;
}

function categoriesAt(known: Catalogue, place: Place) {
  return known.products
    .filter((product) => place.product === undefined || product.id === place.product)
    .flatMap((product) => product.categories);
}
