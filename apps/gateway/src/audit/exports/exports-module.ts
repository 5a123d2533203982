import { deliverAuditLogMails } from '@sekisho/application';
import type { AuditStore } from '@sekisho/audit-store';
import type { Mailer } from '@sekisho/forwarding';
import type { Clock, Ids, Logger, SecretKey } from '@sekisho/platform';
import type { Database } from '@sekisho/storage';
import type { Kysely } from 'kysely';
import type { Metrics } from '../../http/metrics.ts';
import type { PeriodicJob } from '../../jobs/scheduler.ts';
import { recordMonthlyFiles } from '../monthly/record-monthly-files.ts';
import { createExportFolder, type ExportFolder } from './export-folder.ts';
import { createExportWorker, type ExportWorker } from './export-worker.ts';
import { gaugeExports } from './gauge-exports.ts';
import { pruneExports } from './prune-exports.ts';

/** Files of the audit log that are made without anybody waiting: what the admin API needs of them, and what a worker runs. */
export interface ExportsModule {
  readonly dependencies: { readonly exportFolder: ExportFolder; readonly secretKey: SecretKey };
  readonly worker: ExportWorker;
  readonly jobs: readonly PeriodicJob[];
}

export interface ExportsModuleOptions {
  /** Below it the files are kept; see {@link ExportFolder}. */
  readonly exportDir: string;
  /** How many files a worker makes at once. */
  readonly exportsAtOnce: number;
  readonly db: Kysely<Database>;
  readonly auditStore: AuditStore;
  readonly secretKey: SecretKey;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Null: nobody is mailed. */
  readonly mailer: Mailer | null;
  /** How people reach the gateway; asked each time, because a port may only be known once we listen. */
  publicUrl(): string;
}

export function createExportsModule(options: ExportsModuleOptions): ExportsModule {
  const { db, auditStore, secretKey, clock, ids, logger, mailer } = options;
  const folder = createExportFolder(options.exportDir);
  gaugeExports(options.metrics, { db, clock });
  const parts = { db, auditStore, folder, clock, ids, logger, mailConfigured: mailer !== null };
  return {
    dependencies: { exportFolder: folder, secretKey },
    worker: createExportWorker({ ...parts, atOnce: options.exportsAtOnce }),
    jobs: [
      {
        name: 'prune-exports',
        intervalMs: 10 * 60_000,
        run: async (signal) => {
          await pruneExports(parts, signal);
        },
      },
      {
        name: 'record-monthly-files',
        intervalMs: 5 * 60_000,
        run: async (signal) => {
          await recordMonthlyFiles(parts, signal);
        },
      },
      ...(mailer === null
        ? []
        : [
            {
              name: 'deliver-audit-log-mails',
              intervalMs: 10_000,
              run: async (signal: AbortSignal) => {
                const publicUrl = options.publicUrl();
                await deliverAuditLogMails({ db, clock, logger, mailer, secretKey, publicUrl }, signal);
              },
            },
          ]),
    ],
  };
}
