import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type GatewayProcess,
  type PreparedOrganisation,
  prepareOrganisation,
  startGateway,
} from '@sekisho/gateway-process';
import { createLogger } from '@sekisho/platform';
import { startEmbeddedPostgres } from '@sekisho/storage';

/** A gateway of its own for a test file, and organisations in it. */
export interface AuditGateway {
  /** The process that runs now; another one after {@link killAndRestart}. */
  readonly process: GatewayProcess;
  /** An organisation nobody else uses, with a key that writes events of Backlog. */
  newOrganisation(): Promise<AuditOrganisation>;
  /** kill -9, then the same gateway on the same data. */
  killAndRestart(): Promise<void>;
  close(): Promise<void>;
}

export type AuditOrganisation = PreparedOrganisation & {
  /** Writes events of Backlog. */
  readonly eventKey: string;
};

export async function startAuditGateway(): Promise<AuditGateway> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sekisho-audit-'));
  const start = () => startGateway({ dataDir, env: { LOG_LEVEL: 'warn' } });
  let gateway = await start();
  return {
    get process() {
      return gateway;
    },
    async newOrganisation() {
      const organisation = await prepareOrganisation(gateway, { name: '監査' });
      return { ...organisation, eventKey: await issueEventKey(organisation, 'Backlog') };
    },
    async killAndRestart() {
      await gateway.kill();
      gateway = await start();
    },
    async close() {
      await gateway.kill();
      // Adopts the database server that a killed gateway leaves behind, in order to stop it.
      const logger = createLogger({ level: 'warn', service: 'test' });
      await (await startEmbeddedPostgres({ dataDir, logger })).stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The secret of a new key that writes events of a product. */
export async function issueEventKey(
  { admin }: Pick<PreparedOrganisation, 'admin'>,
  product: string,
  expiresAt: string | null = null,
): Promise<string> {
  const { secret } = await admin.issueApiKey({ body: { purpose: 'events', name: product, product, expiresAt } });
  return secret;
}
