import { equalSecrets } from '@sekisho/platform';
import type { Request } from 'express';
import type { Principal } from './principal.ts';

/**
 * Cross-site request forgery: a foreign page can make a browser send our cookie, but can neither set a header of its own
 * choice nor pretend to be our origin. Programs with a key send no cookie, so nothing can be forged on their behalf.
 */

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether the request may change something on behalf of `principal`; null is a caller without any, at sign-in. */
export function isForged(request: Request, principal: Principal | null, publicUrl: string): boolean {
  if (safeMethods.has(request.method)) return false;
  if (principal !== null && principal.kind !== 'session') return false;
  if (isForeign(request, publicUrl)) return true;
  return principal !== null && !equalSecrets(request.get('x-csrf-token') ?? '', principal.csrfToken);
}

/**
 * Whether the browser says that another site's page made the request. `Sec-Fetch-Site` is the browser's own word and
 * goes first; `Origin` is compared with the address that people reach us by, or the one this request came to.
 */
function isForeign(request: Request, publicUrl: string): boolean {
  const site = request.get('sec-fetch-site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = request.get('origin');
  if (origin === undefined) return false;
  return origin !== new URL(publicUrl).origin && origin !== `${request.protocol}://${request.get('host') ?? ''}`;
}
