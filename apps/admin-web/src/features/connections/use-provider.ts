import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isLanguage } from '../../shared/i18n/languages.ts';
import { providersQuery } from './connection-queries.ts';
import type { IdentityProvider } from './types.ts';

/** A text that exists in each language, in the reader's. */
export function useLocalised(): (text: { readonly ja: string; readonly en: string }) => string {
  const { i18n } = useTranslation();
  const language = isLanguage(i18n.language) ? i18n.language : 'ja';
  return (text) => text[language];
}

/** The plugin behind a connection; undefined while unknown, or when this installation no longer has it. */
export function useProvider(providerId: string): IdentityProvider | undefined {
  return useQuery(providersQuery).data?.items.find((provider) => provider.id === providerId);
}
