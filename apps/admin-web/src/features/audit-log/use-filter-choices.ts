import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCatalogueNames } from '../../shared/catalogue/use-catalogue-names.ts';
import { useLanguage } from '../../shared/i18n/use-localised.ts';
import { type Facets, fetchFacets, type Span } from './audit-api.ts';
import type { AuditSearch } from './audit-search.ts';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** What the filters offer: the values that occur in the time range, each below what is chosen already, most frequent first. */
export function useFilterChoices(search: AuditSearch, span: Span) {
  const language = useLanguage();
  const names = useCatalogueNames();
  const { product, category, event } = search;
  const all = useFacets({}, span);
  const ofProduct = useFacets(product === undefined ? {} : { product }, span);
  const ofCategory = useFacets(
    { ...(product === undefined ? {} : { product }), ...(category === undefined ? {} : { category }) },
    span,
  );
  const place = { ...(product === undefined ? {} : { product }) };
  const placed = { ...place, ...(category === undefined ? {} : { category }) };
  const label = (facets: Facets['products'] | undefined, chosen: string | undefined, name: (value: string) => string) =>
    choicesOf(facets ?? [], chosen, name, language);
  return {
    products: label(all?.products, product, names.product),
    categories: label(ofProduct?.categories, category, (value) => names.category(value, place)),
    events: label(ofCategory?.events, event, (value) => names.event(value, placed)),
  };
}

function useFacets(search: AuditSearch, span: Span): Facets | undefined {
  return useQuery({
    queryKey: ['audit-log', 'facets', search, span],
    queryFn: ({ signal }) => fetchFacets(search, span, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  }).data;
}

/** Values with their names and numbers; what is chosen stays in the list though nothing of it was found. */
export function choicesOf(
  facets: Facets['products'],
  chosen: string | undefined,
  name: (value: string) => string,
  language: string,
): Choice[] {
  const missing = chosen !== undefined && !facets.some((facet) => facet.value === chosen);
  const all = missing ? [...facets, { value: chosen, events: 0 }] : facets;
  return all.map(({ value, events }) => ({ value, label: `${name(value)} (${events.toLocaleString(language)})` }));
}
