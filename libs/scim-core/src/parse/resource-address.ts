import { foldString } from '../fold/fold-string.ts';

/**
 * The id in the address of a User or a Group of the service at `baseUrl`, as `$ref` gives it (RFC 7643 §2.4): whole, or
 * relative to a resource as in the RFC's own examples (`../Users/…`). Undefined where the address leads elsewhere.
 */
export function idAtAddress(address: string, baseUrl: string): string | undefined {
  if (!/^(?:https?:\/\/|\.\.\/)/i.test(address)) return undefined;
  const base = URL.parse(`${baseUrl}/`)?.href;
  const url = URL.parse(address, `${baseUrl}/Groups/`)?.href;
  if (base === undefined || url?.startsWith(base) !== true) return undefined;
  return /^(?:Users|Groups)\/([^/?#]+)$/i.exec(url.slice(base.length))?.[1];
}

/**
 * What the folded literal of `$ref eq "…"` selects, compared letter by letter as in lists: the User of an id, nobody, or
 * undefined where it takes more than the literal to know.
 */
export function userIdsAtFolded(address: string, baseUrl: string): readonly string[] | undefined {
  if (address.startsWith(foldString(`${baseUrl}/Groups/`))) return undefined;
  const users = foldString(`${baseUrl}/Users/`);
  return address.startsWith(users) ? [address.slice(users.length)] : [];
}
