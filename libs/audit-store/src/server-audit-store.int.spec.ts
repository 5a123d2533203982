import { createLogger, systemClock } from '@sekisho/platform';
import { createAuditStore } from './create-audit-store.ts';
import { runAuditStoreContract } from './testing/audit-store-contract.ts';
import { startClickHouseHttpServer } from './testing/clickhouse-http-server.ts';

const logger = createLogger({ level: 'silent', service: 'test' });

runAuditStoreContract('server over HTTP', async () => {
  const server = await startClickHouseHttpServer();
  const { url, username, password } = server;
  const store = await createAuditStore({
    clickhouse: { url, username, password, database: 'sekisho', cluster: undefined },
    embeddedPath: '',
    logger,
    clock: systemClock,
  });
  return {
    store,
    async dispose() {
      await store.close();
      await server.stop();
    },
  };
});
