import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';

/** One page of a list and how long the whole list is. */
export interface Page<Row> {
  readonly items: readonly Row[];
  readonly total: number;
}

export interface PagedRows<Row> {
  /** Undefined until the first page is there. */
  readonly count: number | undefined;
  readonly rowAt: (index: number) => Row | undefined;
  readonly onRange: (first: number, last: number) => void;
  readonly error: unknown;
  readonly retry: () => void;
  /** What is shown belongs to the previous search; the new one is on its way. */
  readonly isStale: boolean;
}

const pageSize = 100;

/**
 * A long list of which only the pages near the window are fetched, so that any place of 10,000 rows is one jump away.
 * `key` must name everything that decides which rows there are and in which order.
 */
export function usePagedRows<Row>(
  key: readonly unknown[],
  fetchPage: (page: { limit: number; offset: number }, signal: AbortSignal) => Promise<Page<Row>>,
): PagedRows<Row> {
  const [range, setRange] = useState({ first: 0, last: 0 });
  const queryOf = (index: number) => ({
    queryKey: [...key, 'page', index],
    queryFn: ({ signal }: { signal: AbortSignal }) => fetchPage({ limit: pageSize, offset: index * pageSize }, signal),
  });
  const firstPage = useQuery({ ...queryOf(0), placeholderData: keepPreviousData });
  const wanted = pagesOf(range.first, range.last, firstPage.data?.total ?? 0);
  const pages = useQueries({ queries: wanted.map(queryOf) });
  const loaded = new Map<number, Page<Row>>();
  if (firstPage.data !== undefined) loaded.set(0, firstPage.data);
  for (const [place, index] of wanted.entries()) {
    const data = pages[place]?.data;
    if (data !== undefined && !firstPage.isPlaceholderData) loaded.set(index, data);
  }
  const onRange = useCallback((first: number, last: number) => {
    setRange((before) => (before.first === first && before.last === last ? before : { first, last }));
  }, []);
  const failed = [firstPage, ...pages].filter((page) => page.isError);
  return {
    count: firstPage.data?.total,
    rowAt: (index) => loaded.get(Math.floor(index / pageSize))?.items[index % pageSize],
    onRange,
    error: failed[0]?.error ?? null,
    retry: () => {
      for (const page of failed) void page.refetch();
    },
    isStale: firstPage.isPlaceholderData,
  };
}

/** The pages that hold the places `first` to `last`, besides page 0, which is always fetched. */
export function pagesOf(first: number, last: number, total: number): number[] {
  const lastPage = Math.floor(Math.min(last, Math.max(total - 1, 0)) / pageSize);
  const pages: number[] = [];
  for (let index = Math.max(1, Math.floor(first / pageSize)); index <= lastPage; index += 1) pages.push(index);
  return pages;
}
