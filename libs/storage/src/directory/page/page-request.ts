import type { AttributePath, Filter } from '@sekisho/scim-core';

/** Which resources of a connection to return, in which order, and which part of them. */
export interface PageRequest {
  readonly filter?: Filter | undefined;
  readonly sort?: { readonly path: AttributePath; readonly descending: boolean } | undefined;
  readonly window: IndexWindow | CursorWindow;
  /** The connection's, without a slash at its end: what `meta.location` begins with. */
  readonly baseUrl: string;
}

/** RFC 7644 §3.4.2.4: `startIndex` counts from 1. */
export interface IndexWindow {
  readonly kind: 'index';
  readonly startIndex: number;
  readonly count: number;
}

/** RFC 9865: after a place, or from the beginning. Rows that come and go before the place move nothing. */
export interface CursorWindow {
  readonly kind: 'cursor';
  readonly after: PagePosition | null;
  readonly count: number;
}

/** The last resource of a page: where it stands in the order. `key` is absent when nothing is sorted. */
export interface PagePosition {
  readonly id: string;
  readonly key?: string | null | undefined;
}

/** A page of resources, and how many there are in all. `next` is null at the end, or when indexes were asked for. */
export interface Page<Resource> {
  readonly total: number;
  readonly resources: readonly Resource[];
  readonly next: PagePosition | null;
}

/** The filter asks for more work than one request may cause. */
export class FilterTooExpensiveError extends Error {
  constructor(options: { cause: unknown }) {
    super('The filter took longer than a request may', options);
    this.name = 'FilterTooExpensiveError';
  }
}
