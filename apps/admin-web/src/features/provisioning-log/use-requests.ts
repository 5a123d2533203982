import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { api } from '../../shared/api/api.ts';
import { type RequestSearch, requestQueryOf } from './request-search.ts';
import type { ProvisioningRequest } from './types.ts';

const pageSize = 100;

/** How near the end of what is loaded a reader may come before more is fetched, in rows. */
const margin = 30;

/** How often what is new is asked for while the page is open. */
const refreshMs = 3_000;

export interface FoundRequests {
  /** Undefined until the first answer. */
  readonly requests: readonly ProvisioningRequest[] | undefined;
  readonly hasMore: boolean;
  readonly error: unknown;
  readonly retry: () => void;
  /** Fetches on when the window comes near the end. */
  readonly onRange: (first: number, last: number) => void;
}

/** The requests of a search, newest first and live: who reads on far below is not disturbed by what comes in above. */
export function useRequests(connectionId: string, search: RequestSearch, now: Date): FoundRequests {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['provisioning', connectionId, 'requests', search, now.toISOString()],
    queryFn: ({ pageParam, signal }) =>
      api.listProvisioningRequests(
        {
          params: { connectionId },
          query: {
            ...requestQueryOf(search, now),
            limit: pageSize,
            ...(pageParam === null ? {} : { before: pageParam }),
          },
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ items }) => (items.length < pageSize ? null : (items.at(-1)?.id ?? null)),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 1 ? false : refreshMs),
  });
  const requests = useMemo(() => data?.pages.flatMap((page) => page.items), [data]);
  const loaded = requests?.length ?? 0;
  const onRange = useCallback(
    (_first: number, last: number) => {
      if (hasNextPage && !isFetchingNextPage && last >= loaded - margin) void fetchNextPage();
    },
    [hasNextPage, isFetchingNextPage, loaded, fetchNextPage],
  );
  return { requests, hasMore: hasNextPage, error, retry: () => void refetch(), onRange };
}
