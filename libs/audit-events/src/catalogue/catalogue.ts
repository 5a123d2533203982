import type { LocalisedText } from '../localised-text.ts';

/** Which events exist: what a product may write into the audit log. Data, not code; see `catalogue-data.ts`. */
export interface Catalogue {
  /** Grows with every change to the data. */
  readonly version: number;
  readonly products: readonly CatalogueProduct[];
}

export interface CatalogueProduct {
  /** The value of the column `product`. */
  readonly id: string;
  readonly name: LocalisedText;
  /**
   * The service has ended: events that happened at this instant or later are refused, earlier ones are still taken and
   * stay readable. RFC 3339.
   */
  readonly closedAt?: string | undefined;
  /** What an organisation can have of it, the smallest first; absent where it is not sold in plans. */
  readonly plans?: readonly CataloguePlan[] | undefined;
  readonly categories: readonly CatalogueCategory[];
}

/** A plan of a product, as far as it decides what we record and hand out. */
export interface CataloguePlan {
  readonly id: string;
  readonly name: LocalisedText;
  /** Whether the access log comes with it. Default: no. */
  readonly accessLog?: boolean | undefined;
}

export interface CatalogueCategory {
  /** The value of the column `category`. */
  readonly id: string;
  readonly name: LocalisedText;
  readonly events: readonly CatalogueEvent[];
}

export interface CatalogueEvent {
  /** The value of the column `event`. */
  readonly id: string;
  readonly name: LocalisedText;
  /** What the column `action` says, as an example. */
  readonly action: string;
}

/** The product of the catalogue, or undefined. */
export function findProduct(catalogue: Catalogue, productId: string): CatalogueProduct | undefined {
  return catalogue.products.find((product) => product.id === productId);
}

/**
 * The catalogue with an installation's own additions: new products, new plans and categories of a known product, new events
 * of a known category. What exists is never changed or taken away: an event in the log must stay explained.
 */
export function extendCatalogue(catalogue: Catalogue, additions: readonly CatalogueProduct[]): Catalogue {
  return {
    version: catalogue.version,
    products: mergeById(catalogue.products, additions, (known, added) => ({
      ...known,
      ...(added.plans && { plans: mergeById(known.plans ?? [], added.plans, (plan) => plan) }),
      categories: mergeById(known.categories, added.categories, (category, more) => ({
        ...category,
        events: mergeById(category.events, more.events, (event) => event),
      })),
    })),
  };
}

/** Keeps the order of what is known; additions of a new id go to the end. */
function mergeById<Item extends { readonly id: string }>(
  known: readonly Item[],
  added: readonly Item[],
  combine: (known: Item, added: Item) => Item,
): readonly Item[] {
  const additions = new Map(added.map((item) => [item.id, item]));
  const kept = known.map((item) => {
    const addition = additions.get(item.id);
    additions.delete(item.id);
    return addition === undefined ? item : combine(item, addition);
  });
  return [...kept, ...additions.values()];
}
