import type { lookup } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { createAddressGuard, ForbiddenAddress, isInBlock, isPublicAddress, networkOf } from './address-guard.ts';

describe('public addresses', () => {
  it.each(['1.1.1.1', '203.0.114.1', '2400:cb00::1', '::ffff:8.8.8.8'])('%s is one', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ['0.0.0.0', 'this host'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.0.1', 'private'],
    ['100.64.0.1', 'shared by carriers'],
    ['169.254.169.254', 'link-local: cloud metadata'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['192.0.2.1', 'documentation'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback in IPv6 clothes'],
    ['::ffff:7f00:1', 'the same, in hexadecimal'],
    ['fe80::1', 'link-local'],
    ['fc00::1', 'unique local'],
    ['fd12:3456::1', 'unique local'],
    ['64:ff9b::7f00:1', 'loopback behind NAT64'],
    ['2002:7f00:1::', 'loopback behind 6to4'],
    ['ff02::1', 'multicast'],
    ['localhost', 'no address'],
    ['', 'nothing'],
  ])('%s is none: %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('a name', () => {
  const answering = (addresses: string[]) =>
    ((_name: string, _options: object, callback: (error: null, found: object[]) => void) => {
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
      // Of the overloads of `lookup` the guard uses this one.
    }) as unknown as typeof lookup;

  const resolved = (addresses: string[], all: boolean, allowPrivate = false) =>
    new Promise((resolve, reject) => {
      createAddressGuard({ allowPrivate, resolve: answering(addresses) }).lookup(
        'siem.example.co.jp',
        { all },
        (error, found) => (error === null ? resolve(found) : reject(error)),
      );
    });

  it('leads to its public addresses only', async () => {
    expect(await resolved(['10.0.0.1', '1.1.1.1', '::1'], true)).toEqual([{ address: '1.1.1.1', family: 4 }]);
    expect(await resolved(['10.0.0.1', '1.1.1.1'], false)).toBe('1.1.1.1');
  });

  it('that leads to private ones alone is refused', async () => {
    await expect(resolved(['10.0.0.1', 'fd00::1'], true)).rejects.toBeInstanceOf(ForbiddenAddress);
    await expect(resolved([], false)).rejects.toBeInstanceOf(ForbiddenAddress);
  });

  it('may lead anywhere where the operator says so', async () => {
    expect(await resolved(['10.0.0.1'], false, true)).toBe('10.0.0.1');
  });
});

it.each([
  ['192.0.2.15', '192.0.2.0/24', true],
  ['192.0.3.15', '192.0.2.0/24', false],
  ['192.0.2.15', '192.0.2.15', true],
  ['2001:db8::7', '2001:db8::/32', true],
  ['192.0.2.15', '2001:db8::/32', false],
  ['192.0.2.15', 'nonsense', false],
  ['', '192.0.2.0/24', false],
])('%s in %s: %s', (address, block, expected) => {
  expect(isInBlock(address, block)).toBe(expected);
});

it.each([
  ['192.0.2.15', '192.0.2.0/24'],
  ['::ffff:192.0.2.15', '192.0.2.0/24'],
  ['2001:db8:1:2:3::4', '2001:db8:1::/48'],
  ['', null],
])('the network of %s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
