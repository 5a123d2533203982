import { isIPv4, isIPv6 } from 'node:net';
import { InvalidAuditQuery } from '../audit-store.ts';

/** The first and last address of a block, both as IPv6 text; IPv4 is mapped (`::ffff:192.0.2.1`). */
export interface AddressRange {
  readonly first: string;
  readonly last: string;
}

/**
 * An address or a CIDR block (RFC 4632, RFC 4291 section 2.3). Bits behind the prefix are ignored: `192.0.2.7/24` means
 * the block that holds it. Throws {@link InvalidAuditQuery}.
 */
export function parseAddressRange(text: string): AddressRange {
  const [address = '', prefixText, ...rest] = text.trim().split('/');
  const width = isIPv4(address) ? 32 : isIPv6(address) ? 128 : undefined;
  if (width === undefined || rest.length > 0) throw notAnAddress(text);
  const prefix = prefixText === undefined ? width : /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : Number.NaN;
  if (!(prefix <= width)) throw notAnAddress(text);
  const bits = toBits(address);
  const hostBits = (1n << BigInt(width - prefix)) - 1n;
  return { first: toText(bits & ~hostBits), last: toText(bits | hostBits) };
}

function toBits(address: string): bigint {
  if (isIPv4(address)) {
    return 0xffff00000000n + address.split('.').reduce((bits, octet) => bits * 256n + BigInt(octet), 0n);
  }
  // The URL parser writes every IPv6 form in hexadecimal groups, an embedded IPv4 part included.
  const canonical = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].reduce((bits, group) => (bits << 16n) + BigInt(`0x${group}`), 0n);
}

function toText(bits: bigint): string {
  return Array.from({ length: 8 }, (_, group) => ((bits >> BigInt(16 * (7 - group))) & 0xffffn).toString(16)).join(':');
}

function notAnAddress(text: string): InvalidAuditQuery {
  return new InvalidAuditQuery('ipAddress', {
    ja: `「${text}」は IP アドレスとして読めません。192.0.2.1、192.0.2.0/24、2001:db8::/32 のように指定してください。`,
    en: `'${text}' is not an IP address. Write one such as 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32.`,
  });
}
