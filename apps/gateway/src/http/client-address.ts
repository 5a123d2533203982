import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';

/** The address of the client, as Express's `request.ip` says it: the last that no trusted proxy added. */
export function clientAddress(request: IncomingMessage, trustedProxies: number): string | undefined {
  return proxyAddr(request, (_address, hop) => hop < trustedProxies);
}
