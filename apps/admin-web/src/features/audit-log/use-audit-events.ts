import type { AuditEvent } from '@sekisho/audit-events';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { countAuditLog, type Span, searchAuditLog } from './audit-api.ts';
import type { AuditSearch } from './audit-search.ts';

/** How near the end of what is loaded a reader may come before more is fetched, in rows. */
const margin = 30;

export interface FoundEvents {
  /** Undefined until the first answer. */
  readonly events: readonly AuditEvent[] | undefined;
  readonly hasMore: boolean;
  readonly isFetching: boolean;
  readonly isFetchingMore: boolean;
  readonly error: unknown;
  readonly retry: () => void;
  /** Fetches on when the window comes near the end. */
  readonly onRange: (first: number, last: number) => void;
}

/** The events of a search, newest first, more of them as the reader scrolls. */
export function useAuditEvents(search: AuditSearch, span: Span): FoundEvents {
  const { data, error, hasNextPage, isFetching, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['audit-log', 'events', search, span],
    queryFn: ({ pageParam, signal }) => searchAuditLog(search, span, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
  const events = useMemo(() => data?.pages.flatMap((page) => page.events), [data]);
  const loaded = events?.length ?? 0;
  const onRange = useCallback(
    (_first: number, last: number) => {
      if (hasNextPage && !isFetchingNextPage && last >= loaded - margin) void fetchNextPage();
    },
    [hasNextPage, isFetchingNextPage, loaded, fetchNextPage],
  );
  return {
    events,
    hasMore: hasNextPage,
    isFetching,
    isFetchingMore: isFetchingNextPage,
    error,
    retry: () => void refetch(),
    onRange,
  };
}

/** How many events the search finds in all; undefined until known. */
export function useAuditCount(search: AuditSearch, span: Span): number | undefined {
  return useQuery({
    queryKey: ['audit-log', 'count', search, span],
    queryFn: ({ signal }) => countAuditLog(search, span, signal),
    placeholderData: keepPreviousData,
  }).data;
}
