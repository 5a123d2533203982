import type { JsonObject } from '@sekisho/provider-kit';
import { urns } from '../schema/urns.ts';
import type { TextPieces } from './render-user-text.ts';

/** One page of a list. */
export interface ListPage {
  readonly resources: readonly JsonObject[];
  readonly totalResults: number;
  /** Index pagination: where the page starts, from 1. Absent for a page reached by cursor. */
  readonly startIndex?: number | undefined;
  /** RFC 9865: absent on the last page. */
  readonly nextCursor?: string | undefined;
  readonly previousCursor?: string | undefined;
}

/** The same from resources that are JSON text already. */
export function renderListPieces(
  page: Omit<ListPage, 'resources'> & { readonly resources: readonly TextPieces[] },
): TextPieces {
  const { Resources: _none, ...envelope } = renderList({ ...page, resources: [] });
  const facts = JSON.stringify({ ...envelope, itemsPerPage: page.resources.length });
  const pieces = [`${facts.slice(0, -1)},"Resources":[`];
  for (const [at, [first = '', ...rest]] of page.resources.entries()) {
    // Joined to the end of what stands before it: two small pieces take longer than one.
    pieces.push(`${pieces.pop()}${at === 0 ? '' : ','}${first}`, ...rest);
  }
  pieces.push(`${pieces.pop()}]}`);
  return pieces;
}

/** A ListResponse (RFC 7644 §3.4.2, RFC 9865 §2). */
export function renderList(page: ListPage): JsonObject {
  return {
    schemas: [urns.listResponse],
    totalResults: page.totalResults,
    itemsPerPage: page.resources.length,
    ...(page.startIndex === undefined ? {} : { startIndex: page.startIndex }),
    ...(page.previousCursor === undefined ? {} : { previousCursor: page.previousCursor }),
    ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }),
    Resources: page.resources,
  };
}
