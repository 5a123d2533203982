import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../shared/session/me.ts';
import { useNeedsVerifiedDomain } from '../../shared/session/organisation.ts';
import { openAlertsQuery } from '../alerts/alert-queries.ts';
import { brakesQuery } from '../brakes/brakes-query.ts';
import { connectionsQuery } from '../connections/connection-queries.ts';
import { domainsQuery } from '../domains/domains-query.ts';
import { destinationsQuery } from '../forwarding/destinations-query.ts';
import type { needsOf } from './needs.ts';

type Situation = Parameters<typeof needsOf>[0];

/** What the reader's needs follow from. Nobody is asked about what they may not see, nor told to do what they can't. */
export function useSituation(): { data: Situation | undefined; error: unknown; retry: () => void } {
  const needsDomain = useNeedsVerifiedDomain();
  const maySeeDomains = useMay('domains:read');
  const maySeeConnections = useMay('connections:read');
  const mayWatch = useMay('forwarding:read');
  const domains = useQuery({ ...domainsQuery, enabled: maySeeDomains });
  const connections = useQuery({ ...connectionsQuery, enabled: maySeeConnections });
  const brakes = useQuery({ ...brakesQuery, enabled: maySeeConnections });
  const alerts = useQuery({ ...openAlertsQuery, enabled: mayWatch });
  const destinations = useQuery({ ...destinationsQuery, enabled: mayWatch });
  const asked = [
    ...(maySeeDomains ? [domains] : []),
    ...(maySeeConnections ? [connections, brakes] : []),
    ...(mayWatch ? [alerts, destinations] : []),
  ];
  return {
    data: asked.some((query) => query.data === undefined)
      ? undefined
      : {
          needsDomain: needsDomain && maySeeDomains,
          domains: domains.data?.items ?? [],
          connections: connections.data?.items ?? null,
          brakes: brakes.data?.items ?? [],
          openAlerts: alerts.data?.total ?? 0,
          destinations: destinations.data?.items ?? [],
        },
    error: asked.find((query) => query.error !== null)?.error ?? null,
    retry: () => {
      for (const query of asked) void query.refetch();
    },
  };
}
