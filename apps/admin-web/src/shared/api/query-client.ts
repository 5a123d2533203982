import { AdminApiError } from '@sekisho/api-contract';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isSignedOut } from './explain-error.ts';

declare module '@tanstack/react-query' {
  interface Register {
    /** `public`: a refusal is an answer to a visitor (wrong password), not the end of a session. */
    mutationMeta: { readonly public?: true };
  }
}

/** The cache of what the API said. `onSignedOut` runs when any request finds the session over. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (isSignedOut(error)) onSignedOut();
      },
    }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _context, mutation) => {
        if (isSignedOut(error) && mutation.meta?.public !== true) onSignedOut();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        // A refusal stays one; a fault or a busy server may pass.
        retry: (failures, error) => failures < 2 && !(error instanceof AdminApiError && error.status < 500),
      },
    },
  });
}
