import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRequestLimiter } from './request-limiter.ts';
import { type AdminTestApp, ownerPassword, startAdminTestApp, type Tenant } from './testing/admin-test-app.ts';

let app: AdminTestApp;
let tenant: Tenant;
const windowMs = 60_000;

beforeAll(async () => {
  app = await startAdminTestApp({
    attemptLimits: { windowMs, perAddress: 8, perAccount: 100, perAccountAndAddress: 4 },
    limiter: createRequestLimiter({ requests: 60, windowSeconds: 3600 }),
  });
  tenant = await app.createTenant();
});
afterAll(async () => app.close());

const tryPassword = (email: string | null, password: string) => app.call('signIn', { body: { email, password } });

describe('guessing a password', () => {
  it('is stopped for the account, even with the right one at last, until the window ends', async () => {
    for (let guess = 0; guess < 4; guess += 1) {
      expect((await tryPassword(tenant.owner.email, `guess ${guess}`)).status).toBe(401);
    }
    const stopped = await tryPassword(tenant.owner.email, ownerPassword);
    expect(stopped.status).toBe(429);
    expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(stopped.headers.get('retry-after'))).toBeLessThanOrEqual(windowMs / 1000);
    app.clock.advance(windowMs);
    expect((await tryPassword(tenant.owner.email, ownerPassword)).status).toBe(200);
  });

  it('counts guesses that arrive at once', async () => {
    app.clock.advance(windowMs);
    const replies = await Promise.all(
      Array.from({ length: 8 }, (_, guess) => tryPassword(tenant.owner.email, `guess ${guess}`)),
    );
    expect(replies.map((reply) => reply.status).sort()).toEqual([401, 401, 401, 401, 429, 429, 429, 429]);
  });

  it('is stopped for the address, over many accounts, known or not', async () => {
    app.clock.advance(windowMs);
    for (let guess = 0; guess < 8; guess += 1) {
      expect((await tryPassword(`nobody-${guess}@example.com`, 'guess')).status).toBe(401);
    }
    expect((await tryPassword('nobody-8@example.com', 'guess')).status).toBe(429);
    expect((await tryPassword(tenant.owner.email, ownerPassword)).status).toBe(429);
  });

  it('is forgiven by a success', async () => {
    app.clock.advance(windowMs);
    for (const password of ['slip', 'slip', ownerPassword, 'slip', 'slip', ownerPassword]) {
      expect((await tryPassword(tenant.owner.email, password)).status).toBe(password === 'slip' ? 401 : 200);
    }
  });
});

it('one caller who runs wild is stopped, and others go on', async () => {
  const [wild, calm] = [await tenant.key(), await tenant.key()];
  const statuses = new Set<number>();
  for (let request = 0; request < 61; request += 1) {
    statuses.add((await app.call('listTeams', { as: wild })).status);
  }
  expect([...statuses]).toEqual([200, 429]);
  expect((await app.call('listTeams', { as: calm })).status).toBe(200);
});
