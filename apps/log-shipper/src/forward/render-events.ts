import { type AuditEvent, csvColumns, csvLine } from '@sekisho/audit-events';

/** How forwarded events are written: lines, and what stands above the first of them. */
export interface EventLines {
  readonly header: string;
  render(events: readonly AuditEvent[]): string;
}

/** One JSON object a line, in the form in which the ingest takes events. */
export const ndjsonLines: EventLines = {
  header: '',
  render: (events) => events.map(({ organisationId: _, ...event }) => `${JSON.stringify(event)}\n`).join(''),
};

/** The columns of the full export, formula-safe. */
export const csvLines: EventLines = {
  header: csvLine(['id', 'space_key', ...csvColumns.map(([column]) => column), 'version']),
  render: (events) =>
    events
      .map((event) =>
        csvLine([event.id, event.spaceKey, ...csvColumns.map(([, field]) => cellOf(event, field)), event.version]),
      )
      .join(''),
};

/** Times to the second, as in the exported file. */
function cellOf(event: AuditEvent, field: keyof AuditEvent): string {
  return field === 'occurredAt' ? `${event.occurredAt.slice(0, 19)}Z` : event[field];
}
