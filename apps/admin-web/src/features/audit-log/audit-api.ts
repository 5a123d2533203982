import type { AdminOperations, InputOf, ResponseOf } from '@sekisho/api-contract';
import { api } from '../../shared/api/api.ts';
import type { AuditSearch } from './audit-search.ts';
import type { ExportForm } from './exports/export-choice.ts';

/** The page's search in the API's words. */

export type AuditPage = ResponseOf<AdminOperations['searchAuditLog']>;
export type Facets = ResponseOf<AdminOperations['getAuditLogFacets']>;
export type Histogram = ResponseOf<AdminOperations['getAuditLogHistogram']>;
type AuditQuery = NonNullable<InputOf<AdminOperations['countAuditLog']>['query']>;

/** A range in instants; an end left out is open. */
export interface Span {
  readonly from?: string;
  readonly to?: string;
}

export function searchAuditLog(
  search: AuditSearch,
  span: Span,
  cursor: string | null,
  signal: AbortSignal,
  limit = 100,
): Promise<AuditPage> {
  const query = { ...queryOf(search, span), limit, ...(cursor === null ? {} : { cursor }) };
  return api.searchAuditLog({ query }, { signal });
}

/** How many events a search finds in all. */
export async function countAuditLog(search: AuditSearch, span: Span, signal: AbortSignal): Promise<number> {
  const { events } = await api.countAuditLog({ query: queryOf(search, span) }, { signal });
  return events;
}

/** The values that occur in a search, and how often. */
export function fetchFacets(search: AuditSearch, span: Span, signal: AbortSignal): Promise<Facets> {
  return api.getAuditLogFacets({ query: queryOf(search, span) }, { signal });
}

/** How many events a search finds, over time. */
export function fetchHistogram(
  search: AuditSearch,
  span: Span,
  options: { buckets: number; timeZone: string },
  signal: AbortSignal,
): Promise<Histogram> {
  return api.getAuditLogHistogram({ query: { ...queryOf(search, span), ...options } }, { signal });
}

/** Where the browser downloads everything that a search finds. */
export function exportAddress(search: AuditSearch, span: Span, form: ExportForm): string {
  return api.urlOf('exportAuditLog', {
    query: { ...queryOf(search, span), ...form, bom: form.bom ? 'true' : 'false' },
  });
}

/** Has everything that a search finds made into a file in the background. */
export async function requestExport(search: AuditSearch, span: Span, form: ExportForm): Promise<void> {
  await api.createAuditExportJob({ body: { ...queryOf(search, span), ...form } });
}

function queryOf(search: AuditSearch, span: Span): AuditQuery {
  const { product, category, event, actor, ip, text } = search;
  return { ...span, product, category, event, actor, ip, text };
}
