import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Keeps organisations from reaching into the installation's own network through an address they may choose
 * (server-side request forgery). The names are resolved here and the connection is made to the very addresses that
 * were judged, so a name that answers differently the second time gains nothing.
 */
export interface AddressGuard {
  /** For `net`, `tls`, `http` and `https`. Fails with {@link ForbiddenAddress} when no address is allowed. */
  readonly lookup: LookupFunction;
  /** Judges a host that is an address itself: those are never looked up. Throws {@link ForbiddenAddress}. */
  assertHost(host: string): void;
  /** Whether plain HTTP may be spoken: inside one's own network only. */
  readonly plainHttpAllowed: boolean;
}

/** The name leads only to addresses that we don't connect to. */
export class ForbiddenAddress extends Error {
  readonly code = 'ERR_FORBIDDEN_ADDRESS';

  constructor(host: string) {
    super(`${host} is not on the public internet`);
    this.name = 'ForbiddenAddress';
  }
}

export function createAddressGuard(options: {
  /** Everything is allowed: the operator's choice for an installation of one company. */
  readonly allowPrivate: boolean;
  /** Default: the system's resolver. */
  readonly resolve?: typeof systemLookup;
}): AddressGuard {
  const resolve = options.resolve ?? systemLookup;
  const allowed = (address: string) => options.allowPrivate || isPublicAddress(address);
  return {
    plainHttpAllowed: options.allowPrivate,
    assertHost(host) {
      const bare = host.replace(/^\[|\]$/g, '');
      if (isIP(bare) !== 0 && !allowed(bare)) throw new ForbiddenAddress(bare);
    },
    lookup(hostname, lookupOptions, callback) {
      resolve(
        hostname,
        { family: lookupOptions.family ?? 0, hints: lookupOptions.hints ?? 0, all: true },
        (error, found) => {
          if (error !== null) return callback(error, '', 0);
          const addresses = found.filter(({ address }) => allowed(address));
          const [first] = addresses;
          if (first === undefined) return callback(new ForbiddenAddress(hostname), '', 0);
          if (lookupOptions.all === true) return callback(null, addresses);
          callback(null, first.address, first.family);
        },
      );
    },
  };
}

/**
 * Whether an address is one of the public internet: not loopback, private (RFC 1918, RFC 4193), link-local, shared
 * (RFC 6598), multicast, reserved, or an IPv6 form that carries an IPv4 address inside (6to4, Teredo, NAT64).
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // Written as IPv6, an IPv4 address stays what it is.
  return ipaddr.process(address).range() === 'unicast';
}

/** Whether the address is in the block (`192.0.2.0/24`, `2001:db8::/32`) or is the address itself. False for nonsense. */
export function isInBlock(address: string, block: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const subject = ipaddr.process(address);
  try {
    const [network, prefix] = block.includes('/') ? ipaddr.parseCIDR(block) : withFullPrefix(block);
    return subject.kind() === network.kind() && subject.match(network, prefix);
  } catch {
    return false;
  }
}

/** The block that an address belongs to as far as "the same network" goes: a /24, or a /48 of IPv6. Null for nonsense. */
export function networkOf(address: string): string | null {
  if (!ipaddr.isValid(address)) return null;
  const subject = ipaddr.process(address);
  const prefix = subject.kind() === 'ipv4' ? 24 : 48;
  const bytes = subject.toByteArray().map((byte, index) => (index < prefix / 8 ? byte : 0));
  return `${ipaddr.fromByteArray(bytes).toString()}/${prefix}`;
}

function withFullPrefix(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
