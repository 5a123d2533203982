/** Inserts batches without end and names each acknowledged event to its parent, who will kill it: `<path> <seed>`. */
import { createLogger, systemClock } from '@sekisho/platform';
import { createAuditStore } from '../create-audit-store.ts';
import { sampleEvent, sampleId } from './audit-event-samples.ts';

const [path = '', seed = ''] = process.argv.slice(2);
const logger = createLogger({ level: 'silent', service: 'test' });
const store = await createAuditStore({ clickhouse: undefined, embeddedPath: path, logger, clock: systemClock });

for (let batch = 0; ; batch += 1) {
  const events = Array.from({ length: 20 }, (_, index) =>
    sampleEvent({
      id: sampleId(`${seed} ${batch} ${index}`),
      organisationId: 'org_killed',
      occurredAt: new Date(Date.UTC(2026, batch % 13, 1) + index).toISOString(),
    }),
  );
  await store.insert(events, systemClock.now());
  process.send?.(events.map(({ id }) => id));
}
