import type { RequestListener, ServerResponse } from 'node:http';
import { join } from 'node:path';
import {
  authenticateEventKey,
  createFirstRun,
  createRelay,
  createTxtResolver,
  defaultAttemptLimits,
  pruneProvisioningLog,
  purgeSignInState,
  type Relay,
  recheckDomains,
  requireAccessLog,
  resumeApprovedBrakes,
} from '@sekisho/application';
import type { Catalogue } from '@sekisho/audit-events';
import { defaultSessionLifetime } from '@sekisho/domain';
import { createSmtpMailer } from '@sekisho/forwarding';
import { type Clock, type Config, type Ids, type Logger, loadSecretKey } from '@sekisho/platform';
import { listRecordingPeriods, readOutboxState } from '@sekisho/storage';
import express, { type Express } from 'express';
import packageJson from '../package.json' with { type: 'json' };
import { type AdminRouterDependencies, adminRouter } from './admin/admin-router.ts';
import { docsRouter } from './admin/docs/docs-router.ts';
import { createRequestLimiter } from './admin/request-limiter.ts';
import { type AuditIngestDependencies, auditIngestRouter } from './audit/audit-ingest-router.ts';
import { catalogueRouter } from './audit/catalogue/catalogue-router.ts';
import { loadCatalogue } from './audit/catalogue/load-catalogue.ts';
import { daysOfDueDeletion, deleteAuditLogs } from './audit/deletion/delete-audit-logs.ts';
import { createExportsModule, type ExportsModule } from './audit/exports/exports-module.ts';
import { createRecordingPeriods } from './audit/recording-periods.ts';
import { certifyRetention } from './audit/seals/certify-retention.ts';
import { sealDueHours } from './audit/seals/seal-due-hours.ts';
import { createForwardingModule, type ForwardingModule } from './forwarding/forwarding-module.ts';
import { type Foundations, layFoundations } from './foundations.ts';
import { notFound, unexpectedError } from './http/fallback.ts';
import { healthRouter } from './http/health.ts';
import { type Listener, listen } from './http/listener.ts';
import { createMetrics, type Metrics } from './http/metrics.ts';
import { accessLog, requestId } from './http/request-context.ts';
import { securityHeaders } from './http/security-headers.ts';
import { webAppRouter } from './http/web-app.ts';
import { createRelayJob } from './jobs/relay-job.ts';
import { createScheduler, type PeriodicJob } from './jobs/scheduler.ts';
import { operatorKeyOf } from './operator-key.ts';
import { providers } from './providers.ts';
import { scimEntrance } from './scim/scim-entrance.ts';
import { createScimModule, type ScimModule } from './scim/scim-module.ts';

/** The only place that builds stores, clients and modules. */

export interface Gateway {
  readonly operatorKey: string;
  /** Opens the first-run page; null when there is an organisation already. */
  readonly firstRunToken: string | null;
  /** Begins to listen (`all`, `api`) and to work (`all`, `worker`). Returns the address, or null for a worker. */
  start(): Promise<string | null>;
  /** Takes no new work, finishes what is under way, drains the outbox, closes the stores; by `deadline` at the latest. */
  stop(deadline: Date): Promise<void>;
}

interface Parts {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly ids: Ids;
  /** What may be written into the audit log. */
  readonly catalogue: Catalogue;
}

interface Modules {
  readonly metrics: Metrics;
  readonly scim: ScimModule;
  readonly forwarding: ForwardingModule;
  readonly exports: ExportsModule;
}

/** Of the gateway and its API, as its package says. */
const { version } = packageJson;

/** How long a stop waits for deliveries under way before it cuts them; what is cut is sent again. In milliseconds. */
const forwardingGraceMs = 3_000;

/** The built admin web app. Served from disk; the gateway never imports it. */
const webAppDir = join(import.meta.dirname, '../../admin-web/dist');

export async function composeGateway(config: Config, surroundings: Omit<Parts, 'catalogue'>): Promise<Gateway> {
  const parts: Parts = { ...surroundings, catalogue: await loadCatalogue(config.catalogueFile) };
  const foundations = await layFoundations(config, parts);
  const metrics = createMetrics();
  gaugeDeletions(foundations, metrics, parts);
  const relay = createRelayJob(composeRelay(foundations, metrics, parts), parts.logger);
  let publicUrl = config.publicUrl;
  const secretKey = await loadSecretKey(config);
  const mailer = config.smtpUrl === undefined ? null : createSmtpMailer({ url: config.smtpUrl, from: config.mailFrom });
  const forwarding = createForwardingModule({
    ...parts,
    ...foundations,
    config,
    mailer,
    metrics,
    secretKey,
    publicUrl: () => publicUrl,
  });
  const exports = createExportsModule({
    ...parts,
    ...foundations,
    metrics,
    exportDir: config.exportDir,
    exportsAtOnce: config.exportsAtOnce,
    secretKey,
    mailer,
    publicUrl: () => publicUrl,
  });
  const scheduler = createScheduler({ db: foundations.db, logger: parts.logger }, [
    ...periodicJobs(foundations, parts),
    ...forwarding.jobs,
    ...exports.jobs,
  ]);
  const operatorKey = await operatorKeyOf(config, parts.ids);
  const firstRun = config.role === 'worker' ? null : await createFirstRun({ db: foundations.db, ids: parts.ids });
  let stopping = false;
  let listener: Listener | null = null;
  let scim: ScimModule | null = null;

  return {
    operatorKey,
    firstRunToken: firstRun?.token ?? null,
    start: async () => {
      if (config.role !== 'api') {
        relay.start();
        scheduler.start();
        forwarding.forwarder.start();
        exports.worker.start();
      }
      if (config.role === 'worker') return null;
      // The port comes first: with PORT=0 our own address, which cookies and links depend on, is only known then.
      let entrance: RequestListener | null = null;
      listener = await listen(
        (request, response) => (entrance === null ? notYet(response) : entrance(request, response)),
        config,
      );
      publicUrl = publicAddress(config, listener.port);
      scim = createScimModule({
        ...parts,
        db: foundations.db,
        providers,
        publicUrl,
        rateLimit: config.scimRateLimit,
        mailConfigured: forwarding.mailConfigured,
      });
      scim.start();
      gaugeProvisioningLog(metrics, scim.log);
      const modules = { metrics, scim, forwarding, exports };
      const app = composeApp({ ...config, publicUrl, operatorKey }, parts, foundations, modules, () => stopping);
      entrance = scimEntrance({ ...parts, scim, metrics, others: app, trustedProxies: config.trustedProxies });
      return publicUrl;
    },
    stop: async (deadline) => {
      stopping = true;
      await listener?.stop(deadline);
      await scim?.stop();
      await Promise.all([scheduler.stop(), forwarding.forwarder.stop(forwardingGraceMs), exports.worker.stop()]);
      mailer?.close();
      if (config.role !== 'api') await relay.stop(Math.max(0, deadline.getTime() - Date.now()));
      await foundations.close();
    },
  };
}

function composeApp(
  config: Config & { readonly operatorKey: string },
  parts: Parts,
  foundations: Foundations,
  modules: Modules,
  isStopping: () => boolean,
): Express {
  const { logger } = parts;
  const { metrics } = modules;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', config.trustedProxies);
  app.use(requestId(parts.ids));
  app.use(
    healthRouter({
      metrics,
      isStopping,
      dependencies: [
        { name: 'postgresql', required: true, check: () => pingDatabase(foundations) },
        { name: 'clickhouse', required: false, check: () => foundations.auditStore.ping() },
      ],
    }),
  );
  app.use(accessLog(logger));
  app.use(securityHeaders({ https: config.publicUrl.startsWith('https:') }));
  app.use('/audit', metrics.httpRequest('audit'));
  app.use(auditIngestRouter(ingestDependencies(parts, foundations)));
  app.use(
    '/admin/v1',
    metrics.httpRequest('admin'),
    adminRouter(adminDependencies(config, parts, foundations, modules)),
  );
  app.use(docsRouter({ publicUrl: config.publicUrl, version }));
  app.use(catalogueRouter(parts.catalogue));
  app.use(webAppRouter(webAppDir));
  app.use(notFound);
  app.use(unexpectedError(logger));
  return app;
}

function ingestDependencies(
  { clock, ids, logger, catalogue }: Parts,
  { db, auditStore }: Foundations,
): AuditIngestDependencies {
  return {
    auditStore,
    accessLog: auditStore.accessLog,
    requireAccessLog: (organisationId, product) => requireAccessLog({ db, catalogue }, organisationId, product),
    authenticateEventKey: (secret) => authenticateEventKey({ db, clock }, secret),
    recordingPeriods: createRecordingPeriods((organisationId) => listRecordingPeriods(db, organisationId)),
    catalogue,
    clock,
    ids,
    logger,
  };
}

function adminDependencies(
  config: Config & { readonly operatorKey: string },
  parts: Parts,
  { db, auditStore, sealKey }: Foundations,
  { scim, forwarding, exports }: Modules,
): AdminRouterDependencies {
  return {
    ...parts,
    db,
    auditStore,
    accessLog: auditStore.accessLog,
    sealKey,
    providers,
    dns: createTxtResolver(),
    publicUrl: config.publicUrl,
    operatorKey: config.operatorKey,
    sessionLifetime: defaultSessionLifetime,
    attemptLimits: defaultAttemptLimits,
    refusalFloorMs: 500,
    limiter: createRequestLimiter(),
    onChange: scim.forgetOrganisation,
    ...exports.dependencies,
    forwarding: forwarding.dependencies,
    mailConfigured: forwarding.mailConfigured,
  };
}

function gaugeProvisioningLog(metrics: Metrics, log: ScimModule['log']): void {
  metrics.gauge('sekisho_provisioning_log_waiting', 'Entries waiting to be written.', async () => log.waiting);
  metrics.gauge(
    'sekisho_provisioning_log_dropped',
    'Entries dropped since the start: more came than fit.',
    async () => log.dropped,
  );
}

/** How soon after a start work that must not lie about half done is taken up again, in milliseconds. */
const goOnWithinMs = 3_000;

/** What a worker does again and again. Each finds out itself what is due, so any number of workers may run them. */
function periodicJobs({ db, auditStore, sealKey }: Foundations, { clock, ids, logger }: Parts): PeriodicJob[] {
  const dns = createTxtResolver();
  const sealing = { db, seals: auditStore.seals, key: sealKey, clock, logger };
  return [
    {
      name: 'seal-audit-log',
      intervalMs: 5 * 60_000,
      jitterMs: goOnWithinMs,
      run: async (signal) => {
        await sealDueHours(sealing, signal);
      },
    },
    {
      name: 'certify-retention',
      intervalMs: 6 * 60 * 60_000,
      run: async (signal) => {
        await certifyRetention(sealing, signal);
      },
    },
    {
      name: 'delete-audit-logs',
      intervalMs: 15 * 60_000,
      jitterMs: goOnWithinMs,
      run: async (signal) => {
        await deleteAuditLogs({ ...sealing, erasure: auditStore.erasure }, signal);
      },
    },
    {
      name: 'recheck-domains',
      intervalMs: 15 * 60_000,
      run: async () => {
        await recheckDomains({ db, clock, ids, dns });
      },
    },
    {
      name: 'purge-sign-in-state',
      intervalMs: 5 * 60_000,
      run: async () => {
        await purgeSignInState({ db, clock });
      },
    },
    {
      name: 'prune-provisioning-log',
      intervalMs: 60 * 60_000,
      run: async (signal) => {
        await pruneProvisioningLog({ db, clock }, signal);
      },
    },
    {
      name: 'resume-approved-brakes',
      intervalMs: 60_000,
      run: async () => {
        await resumeApprovedBrakes({ db, clock, ids });
      },
    },
  ];
}

function gaugeDeletions({ db }: Foundations, metrics: Metrics, { clock }: Parts): void {
  metrics.gauge(
    'sekisho_audit_log_deletion_due_days',
    'For how many days the deletion of an audit log has been due; it must be done within 10.',
    async () => daysOfDueDeletion({ db, clock }),
  );
}

function composeRelay({ db, auditStore }: Foundations, metrics: Metrics, { clock, logger }: Parts): Relay {
  metrics.gauge('sekisho_outbox_backlog', 'Audit events waiting for delivery.', async () => {
    return (await readOutboxState(db, clock.now())).backlog;
  });
  metrics.gauge(
    'sekisho_dead_letters',
    'Audit events that the store refused for good and nobody has dealt with.',
    async () => {
      return (await readOutboxState(db, clock.now())).deadLetters;
    },
  );
  metrics.gauge('sekisho_outbox_lag_seconds', 'Age of the oldest audit event waiting for delivery.', async () => {
    return (await readOutboxState(db, clock.now())).lagSeconds;
  });
  return createRelay({
    db,
    auditStore,
    clock,
    logger,
    metrics: {
      delivered: (count) => metrics.relay.delivered.inc(count),
      retried: (count) => metrics.relay.retried.inc(count),
      deadLettered: (count) => metrics.relay.deadLettered.inc(count),
    },
  });
}

async function pingDatabase({ db }: Foundations): Promise<void> {
  await db.selectFrom('installation_settings').select('key').limit(1).execute();
}

function notYet(response: ServerResponse): void {
  response.writeHead(503, { 'Retry-After': '1' }).end();
}

/** With `PORT=0` the system chose the port, and the address to print is the one it chose. */
function publicAddress(config: Config, port: number): string {
  return config.port === 0 ? config.publicUrl.replace(/:0$/, `:${port}`) : config.publicUrl;
}
