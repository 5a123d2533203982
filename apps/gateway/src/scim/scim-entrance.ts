import type { IncomingMessage, RequestListener } from 'node:http';
import type { Ids, Logger } from '@sekisho/platform';
import { clientAddress } from '../http/client-address.ts';
import type { Metrics } from '../http/metrics.ts';
import { identifyRequest, logWhenEnded } from '../http/request-context.ts';
import type { ScimModule } from './scim-module.ts';

/**
 * Where requests come in: those below `/scim/v2` go to SCIM at once, all others to Express, whose way to a handler costs
 * more than a SCIM read. What Express would have done on that way is done here: id, access log, metrics, and a `url`
 * relative to the mount.
 */
export function scimEntrance(options: {
  readonly scim: Pick<ScimModule, 'listener'>;
  readonly others: RequestListener;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'measureRequest'>;
  /** How many reverse proxies in front of us are believed. */
  readonly trustedProxies: number;
}): RequestListener {
  const { scim, others, ids, logger, metrics, trustedProxies } = options;
  return (request, response) => {
    const below = urlBelowMount(request);
    if (below === null) {
      others(request, response);
      return;
    }
    const requestId = identifyRequest(ids, request, response);
    const [path = ''] = (request.url ?? '').split('?', 1);
    logWhenEnded(logger, request, response, { requestId, path, ip: () => clientAddress(request, trustedProxies) });
    metrics.measureRequest('scim', request, response);
    request.url = below;
    scim.listener(request, response);
  };
}

/** RFC 9112 §3.2: a client that takes us for a proxy sends the whole address. */
const mount = /^(?:https?:\/\/[^/?]*)?\/scim\/v2(?=[/?]|$)/i;

function urlBelowMount({ url = '/' }: IncomingMessage): string | null {
  const found = mount.exec(url);
  if (found === null) return null;
  const below = url.slice(found[0].length);
  return below.startsWith('/') ? below : `/${below}`;
}
