import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, systemClock } from '@sekisho/platform';
import { createAuditStore } from './create-audit-store.ts';
import { runAccessLogStoreContract } from './testing/access-log-store-contract.ts';
import { runAuditStoreContract } from './testing/audit-store-contract.ts';
import { runLogErasureContract } from './testing/log-erasure-contract.ts';

const logger = createLogger({ level: 'silent', service: 'test' });

const open = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sekisho-audit-'));
  const store = await createAuditStore({ clickhouse: undefined, embeddedPath: directory, logger, clock: systemClock });
  return {
    store,
    async dispose() {
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
};

runAuditStoreContract('embedded engine', open);
runAccessLogStoreContract('embedded engine', open);
runLogErasureContract('embedded engine', open);
