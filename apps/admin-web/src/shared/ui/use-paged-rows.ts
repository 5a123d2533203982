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
  const [near, setNear] = useState({ firstPage: 0, lastPage: 0 });
  const queryOf = (index: number) => ({
    queryKey: [...key, 'page', index],
    queryFn: ({ signal }: { signal: AbortSignal }) => fetchPage({ limit: pageSize, offset: index * pageSize }, signal),
  });
  const firstPage = useQuery({ ...queryOf(0), placeholderData: keepPreviousData });
  const wanted = pagesOf(near, firstPage.data?.total ?? 0);
  const pages = useQueries({ queries: wanted.map(queryOf) });
  const loaded = new Map<number, Page<Row>>();
  if (firstPage.data !== undefined) loaded.set(0, firstPage.data);
  for (const [place, index] of wanted.entries()) {
    const data = pages[place]?.data;
    if (data !== undefined && !firstPage.isPlaceholderData) loaded.set(index, data);
  }
  const onRange = useCallback((first: number, last: number) => {
    const next = { firstPage: Math.floor(first / pageSize), lastPage: Math.floor(last / pageSize) };
    // Scrolling within a page must not draw the whole page anew.
    setNear((now) => (now.firstPage === next.firstPage && now.lastPage === next.lastPage ? now : next));
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

/** The pages of a window that exist, besides page 0, which is always fetched. */
export function pagesOf(near: { readonly firstPage: number; readonly lastPage: number }, total: number): number[] {
  const lastPage = Math.min(near.lastPage, Math.floor(Math.max(total - 1, 0) / pageSize));
  const pages: number[] = [];
  for (let index = Math.max(1, near.firstPage); index <= lastPage; index += 1) pages.push(index);
  return pages;
}
