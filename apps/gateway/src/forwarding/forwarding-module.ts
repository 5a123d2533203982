import {
  createForwarder,
  deliverNotifications,
  evaluateAlerts,
  type Forwarder,
  type ForwardingDependencies,
  openDestination,
} from '@sekisho/application';
import type { AuditStore } from '@sekisho/audit-store';
import { createAddressGuard, type Mailer, type SenderOptions } from '@sekisho/forwarding';
import type { Clock, Config, Ids, Logger, SecretKey } from '@sekisho/platform';
import { countFailingDestinations, type Database } from '@sekisho/storage';
import type { Kysely } from 'kysely';
import type { Metrics } from '../http/metrics.ts';
import type { PeriodicJob } from '../jobs/scheduler.ts';

/** Forwarding and alerts, put together: what the admin API calls, and what a worker runs. */
export interface ForwardingModule {
  readonly dependencies: ForwardingDependencies;
  readonly mailConfigured: boolean;
  readonly forwarder: Forwarder;
  readonly jobs: readonly PeriodicJob[];
}

export interface ForwardingModuleOptions {
  readonly config: Pick<Config, 'forwarding'>;
  /** Null: no mail server is configured. */
  readonly mailer: Mailer | null;
  readonly db: Kysely<Database>;
  readonly auditStore: Pick<AuditStore, 'readStored' | 'countStored'>;
  readonly secretKey: SecretKey;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'gauge'>;
  /** How people reach the gateway; asked each time, because a port may only be known once we listen. */
  publicUrl(): string;
}

export function createForwardingModule(options: ForwardingModuleOptions): ForwardingModule {
  const { config, mailer, db, auditStore, secretKey, clock, ids, logger, metrics } = options;
  const { allowPrivate, fileDir } = config.forwarding;
  const guard = createAddressGuard({ allowPrivate });
  const senders = (): SenderOptions => ({ guard, clock, fileDir, hostname: new URL(options.publicUrl()).hostname });
  const dependencies: ForwardingDependencies = {
    db,
    clock,
    ids,
    secretKey,
    policy: { allowPrivate, filesAllowed: fileDir !== undefined },
    openSender: (destination, secret) => openDestination(destination, secret, { ...senders(), secretKey }),
  };
  let delivered = 0;
  let failed = 0;
  metrics.gauge(
    'sekisho_forwarding_delivered',
    'Events delivered to destinations since the start.',
    async () => delivered,
  );
  metrics.gauge('sekisho_forwarding_failed', 'Failed deliveries since the start.', async () => failed);
  metrics.gauge('sekisho_forwarding_failing_destinations', 'Destinations whose last delivery failed.', () =>
    countFailingDestinations(db),
  );
  const forwarder = createForwarder({
    db,
    log: auditStore,
    clock,
    ids,
    logger,
    openSender: (lease) => dependencies.openSender(lease.destination, lease.secret),
    metrics: {
      delivered: (count) => {
        delivered += count;
      },
      failed: () => {
        failed += 1;
      },
    },
  });
  const alerts = { db, clock, ids, log: auditStore, logger, mailConfigured: mailer !== null };
  return {
    dependencies,
    mailConfigured: mailer !== null,
    forwarder,
    jobs: [
      {
        name: 'evaluate-alerts',
        intervalMs: 60_000,
        run: async (signal) => {
          await evaluateAlerts(alerts, signal);
        },
      },
      {
        name: 'deliver-alerts',
        intervalMs: 10_000,
        run: async (signal) => {
          const publicUrl = options.publicUrl();
          await deliverNotifications({ db, clock, logger, mailer, guard, secretKey, publicUrl }, signal);
        },
      },
    ],
  };
}
