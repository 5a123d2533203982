/**
 * kill -9 at random moments under a running load of SCIM writes, with both databases embedded, as a newcomer runs it.
 * Afterwards every write that was answered 2xx is there, each has its audit event exactly once, no write is without its
 * event and no event without its write.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type GatewayProcess, GatewayStartError, prepareOrganisation, startGateway } from '@sekisho/gateway-process';
import { createLogger } from '@sekisho/platform';
import { startEmbeddedPostgres } from '@sekisho/storage';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readAuditLog } from '../support/audit-log.ts';
import { freePort } from '../support/free-port.ts';
import { note } from '../support/note.ts';
import { waitForEmptyOutbox } from '../support/outbox.ts';
import { seededRandom, seedOfRun } from '../support/random.ts';
import { readResource, scimHttp } from '../support/scim-http.ts';
import { expectLedger } from './expect-ledger.ts';
import { createLedger } from './scim-ledger.ts';
import { settleDoubts, startScimLoad } from './scim-load.ts';

const kills = Number(process.env['TEST_KILLS'] ?? 50);
let dataDir: string;
let gateway: GatewayProcess | undefined;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sekisho-kill-'));
});
afterAll(async () => {
  await gateway?.kill();
  // Adopts the server that a killed gateway left behind, in order to stop it.
  const postgres = await startEmbeddedPostgres({ dataDir, logger: createLogger({ level: 'warn', service: 'test' }) });
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
});

it(`loses and doubles nothing in ${kills} kills at random moments`, { timeout: 900_000 }, async () => {
  const seed = seedOfRun();
  note(`TEST_SEED=${seed}`);
  const random = seededRandom(seed);
  const options = {
    dataDir,
    port: await freePort(),
    env: { LOG_LEVEL: 'warn', SCIM_RATE_PER_SECOND: '100000', SCIM_RATE_BURST: '100000' },
  };
  gateway = await startGateway(options);
  const organisation = await prepareOrganisation(gateway, { name: 'Kill' });
  const scim = scimHttp(organisation.connection);
  const displayName = 'Everybody';
  const group = readResource(
    await scim.send('POST', '/Groups', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
      displayName,
    }),
  );

  const ledger = createLedger();
  const load = startScimLoad({ scim, ledger, random, writers: 6, group: { id: group.id, displayName } });
  let killed = 0;
  let killedWhileStarting = 0;
  while (killed < kills) {
    await delay(random.between(0, 700));
    await gateway.kill();
    killed += 1;
    // Now and then it is killed again before it has come up.
    if (killed < kills && random.next() < 0.2) {
      const early = await startGateway({ ...options, timeoutMs: random.between(50, 900) }).catch((error: unknown) => {
        if (error instanceof GatewayStartError) return null;
        throw error;
      });
      await early?.kill();
      killed += 1;
      killedWhileStarting += early === null ? 1 : 0;
    }
    gateway = await startGateway(options);
  }
  await load.stop();
  await settleDoubts(scim, ledger, group.id);
  await waitForEmptyOutbox(gateway.baseUrl);

  note(
    `${killed} kills, ${killedWhileStarting} of them during a start; ${ledger.acknowledged} writes answered, ` +
      `${ledger.doubtful} answers lost, ${ledger.events.length} events expected`,
  );
  expect(ledger.acknowledged).toBeGreaterThan(kills);
  expect(ledger.doubtful).toBeGreaterThan(0);
  await expectLedger(ledger, { scim, groupId: group.id, log: await readAuditLog(gateway.baseUrl, organisation) });
  await scim.close();
  expect(await gateway.stop()).toBe(0);
});
