import { useMemo } from 'react';
import { useLanguage } from '../i18n/use-localised.ts';
import { categoryName, eventName, type Place, productName } from './catalogue-names.ts';
import { useCatalogue } from './use-catalogue.ts';

/** The names of products, categories and events in the reader's language. */
export interface CatalogueNames {
  readonly product: (product: string) => string;
  readonly category: (category: string, place: Place) => string;
  readonly event: (event: string, place: Place) => string;
}

export function useCatalogueNames(): CatalogueNames {
  const language = useLanguage();
  const known = useCatalogue();
  return useMemo(
    () => ({
      product: (product) => productName(product, language, known),
      category: (category, place) => categoryName(category, place, language, known),
      event: (event, place) => eventName(event, place, language, known),
    }),
    [known, language],
  );
}
