import type { Clock } from '@sekisho/platform';
import { countExportJobs, type Database } from '@sekisho/storage';
import type { Kysely } from 'kysely';
import type { Metrics } from '../../http/metrics.ts';

/** How long a failed export counts, in milliseconds: long enough to be noticed, not until whoever asked tidies up. */
const failedMs = 24 * 3_600_000;

/** What an operator can measure of exports in the background, of all organisations. */
export function gaugeExports(
  metrics: Pick<Metrics, 'gauge'>,
  { db, clock }: { readonly db: Kysely<Database>; readonly clock: Clock },
): void {
  const count = () => countExportJobs(db, new Date(clock.now().getTime() - failedMs));
  metrics.gauge('sekisho_audit_exports_waiting', 'Prepared exports that no worker has begun with.', async () => {
    return (await count()).waiting;
  });
  metrics.gauge('sekisho_audit_exports_running', 'Prepared exports that a worker is making.', async () => {
    return (await count()).running;
  });
  metrics.gauge(
    'sekisho_audit_exports_failed',
    'Prepared exports that were given up in the last 24 hours.',
    async () => {
      return (await count()).failed;
    },
  );
}
