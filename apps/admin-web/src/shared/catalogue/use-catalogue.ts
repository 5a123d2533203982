import { type Catalogue, catalogue } from '@sekisho/audit-events';
import { useQuery } from '@tanstack/react-query';

/** The installation's event catalogue, with what the operator added; the one we know until it has come. */
export function useCatalogue(): Catalogue {
  return (
    useQuery({
      queryKey: ['catalogue'],
      queryFn: async ({ signal }): Promise<Catalogue> => {
        const response = await fetch('/audit/v1/catalogue', { signal });
        if (!response.ok) throw new Error(`the catalogue answered ${response.status}`);
        return response.json();
      },
      placeholderData: catalogue,
      staleTime: Number.POSITIVE_INFINITY,
    }).data ?? catalogue
  );
}
