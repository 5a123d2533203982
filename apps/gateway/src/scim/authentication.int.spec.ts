import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScimTestService, startScimTestService, type TestConnection } from './testing/scim-test-service.ts';

let service: ScimTestService;

beforeAll(async () => {
  service = await startScimTestService();
});

afterAll(async () => service.close());

async function statusOf(idp: TestConnection, authorization: string): Promise<number> {
  const reply = await fetch(`${idp.baseUrl}/Users`, { headers: { authorization } });
  await reply.arrayBuffer();
  return reply.status;
}

describe('a token', () => {
  it('opens its own connection only, and whatever is wrong is answered alike', async () => {
    const idp = await service.connect();
    const sibling = await service.connect({ organisation: idp.organisation });
    const expired = await service.connect({ expiresAt: new Date(Date.now() - 1000) });
    const answers = await Promise.all(
      [
        fetch(`${idp.baseUrl}/Users`),
        fetch(`${idp.baseUrl}/Users`, { headers: { authorization: 'non-token' } }),
        fetch(`${idp.baseUrl}/Users`, { headers: { authorization: `Bearer ${sibling.token}` } }),
        fetch(`${expired.baseUrl}/Users`, { headers: { authorization: `Bearer ${expired.token}` } }),
        fetch(`${idp.baseUrl.replace(idp.id, 'ffffffff-ffff-4fff-8fff-ffffffffffff')}/Users`, {
          headers: { authorization: `Bearer ${idp.token}` },
        }),
        fetch(`${idp.baseUrl.replace(idp.id, 'x')}/Users`, { headers: { authorization: `Bearer ${idp.token}` } }),
      ].map(async (pending) => {
        const reply = await pending;
        return { status: reply.status, challenge: reply.headers.get('www-authenticate'), body: await reply.json() };
      }),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ status: 401, challenge: 'Bearer realm="SCIM"', body: { status: '401' } });
    expect(await statusOf(idp, `bearer ${idp.token}`)).toBe(200);
  });

  it('stops working at once when it is revoked or its connection disabled, where the organisation is told of', async () => {
    const idp = await service.connect();
    const { db } = service.database;
    expect((await idp.send('GET', '/Users')).status).toBe(200);
    await db.updateTable('connections').set({ state: 'disabled' }).where('id', '=', idp.id).execute();
    service.scim.forgetOrganisation(idp.organisation.id);
    expect((await idp.send('GET', '/Users')).status).toBe(401);
    await db.updateTable('connections').set({ state: 'enabled' }).where('id', '=', idp.id).execute();
    expect((await idp.send('GET', '/Users')).status).toBe(401);
    service.clock.advance(2_001);
    expect((await idp.send('GET', '/Users')).status).toBe(200);
    await db.updateTable('connection_tokens').set({ revoked_at: new Date() }).where('id', '=', idp.tokenId).execute();
    // Told by nobody: two seconds later it knows by itself.
    service.clock.advance(2_001);
    expect((await idp.send('GET', '/Users')).status).toBe(401);
  });

  it('leaves behind when it was last used', async () => {
    const idp = await service.connect();
    await idp.send('GET', '/Users');
    await service.scim.stop();
    const row = await service.database.db
      .selectFrom('connection_tokens')
      .where('id', '=', idp.tokenId)
      .select('last_used_at')
      .executeTakeFirstOrThrow();
    expect(row.last_used_at).toBeInstanceOf(Date);
  });
});

describe('the rate limit', () => {
  it('answers 429 with whole seconds once a connection has used up its burst, and only that connection', async () => {
    const limited = await startScimTestService({ rateLimit: { perSecond: 0.1, burst: 3 } });
    try {
      const [idp, other] = [await limited.connect(), await limited.connect()];
      const statuses: number[] = [];
      for (let index = 0; index < 4; index += 1) statuses.push((await idp.send('GET', '/Users')).status);
      expect(statuses).toEqual([200, 200, 200, 429]);
      const refused = await idp.send('GET', '/Users');
      expect(refused.headers.get('retry-after')).toBe('10');
      expect(refused.body).toMatchObject({ status: '429' });
      expect((await other.send('GET', '/Users')).status).toBe(200);
      limited.clock.advance(10_000);
      expect((await idp.send('GET', '/Users')).status).toBe(200);
    } finally {
      await limited.close();
    }
  });
});
