import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type GatewayProcess,
  type PreparedOrganisation,
  prepareOrganisation,
  startGateway,
} from '@sekisho/gateway-process';
import { connectTo, type ScimService } from './scim-service.ts';

/** A gateway of a test file's own, with databases of its own. */
export interface TestGateway {
  readonly process: GatewayProcess;
  /** A new organisation with one connection. */
  organisation(name: string, providerId?: string): Promise<PreparedOrganisation>;
  /** Its connection as a SCIM service. Closed with the gateway. */
  service(connection: { readonly scimBaseUrl: string; readonly token: string }): ScimService;
  close(): Promise<void>;
}

/** These suites ask as fast as they can; the rate limit has cases of its own. */
const unlimited = { SCIM_RATE_PER_SECOND: '1000000', SCIM_RATE_BURST: '1000000' };

export async function startTestGateway(env: Readonly<Record<string, string>> = {}): Promise<TestGateway> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sekisho-scim-'));
  const gateway = await startGateway({ dataDir, env: { LOG_LEVEL: 'warn', ...unlimited, ...env } });
  const services: ScimService[] = [];
  return {
    process: gateway,
    organisation: (name, providerId) => prepareOrganisation(gateway, { name, providerId }),
    service: (connection) => {
      const service = connectTo(connection);
      services.push(service);
      return service;
    },
    close: async () => {
      await Promise.all(services.map((service) => service.close()));
      await gateway.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
