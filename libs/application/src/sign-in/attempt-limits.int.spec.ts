import { createTestDatabase, type TestDatabase } from '@sekisho/storage/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AttemptLimits, admitAttempt, forgiveAttempts, TooManyAttempts } from './attempt-limits.ts';
import { purgeSignInState } from './housekeeping.ts';

let database: TestDatabase;
let now = new Date('2026-06-01T00:00:00.000Z');
const clock = { now: () => now };
const limits: AttemptLimits = { windowMs: 60_000, perAddress: 3, perAccount: 1_000, perAccountAndAddress: 1_000 };

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => database.close());

/** How many of these attempts, each at an account of its own, are admitted. */
async function admitted(addresses: readonly (string | null)[]): Promise<number> {
  let count = 0;
  for (const [index, ipAddress] of addresses.entries()) {
    try {
      await admitAttempt({ db: database.db, clock }, limits, {
        account: `account-${index}-${now.getTime()}`,
        ipAddress,
      });
      count += 1;
    } catch (error) {
      expect(error).toBeInstanceOf(TooManyAttempts);
    }
  }
  return count;
}

describe('addresses that count as one', () => {
  it.each<[string, (string | null)[], number]>([
    ['one IPv4 address', ['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.1'], 3],
    ['neighbours in IPv4 are not one', ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'], 4],
    ['one /64 of IPv6', ['2001:db8::1', '2001:db8::2', '2001:db8:0:0:5::', '2001:db8:0:0:ffff:1:2:3'], 3],
    ['two /64 of IPv6', ['2001:db8::1', '2001:db8:0:1::1', '2001:db8::2', '2001:db8:0:1::2'], 4],
    ['no address at all', [null, null, null, null], 3],
  ])('%s', async (_sentence, addresses, expected) => {
    now = new Date(now.getTime() + limits.windowMs);
    expect(await admitted(addresses)).toBe(expected);
  });
});

it('a window that ended is forgotten, and then removed', async () => {
  now = new Date(now.getTime() + limits.windowMs);
  const attempt = { account: 'a', ipAddress: '198.51.100.7' };
  const many = { ...limits, perAddress: 1_000, perAccount: 1 };
  await admitAttempt({ db: database.db, clock }, many, attempt);
  const refused = await admitAttempt({ db: database.db, clock }, many, attempt).catch((error: unknown) => error);
  expect(refused).toMatchObject({ retryAfterSeconds: 60 });
  await forgiveAttempts({ db: database.db }, attempt);
  await admitAttempt({ db: database.db, clock }, many, attempt);
  now = new Date(now.getTime() + limits.windowMs);
  expect((await purgeSignInState({ db: database.db, clock })).attempts).toBeGreaterThan(0);
  expect(await database.db.selectFrom('rate_limits').selectAll().execute()).toEqual([]);
});
