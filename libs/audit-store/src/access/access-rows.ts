import type { AccessEvent } from '@sekisho/audit-events';
import { uuidOf } from '../ingest/audit-event-rows.ts';
import { type EventRows, headColumns } from '../ingest/event-rows.ts';

/** The columns of the access log in the order in which {@link addAccess} writes them. */
export const accessColumns = {
  ...headColumns,
  organisation_id: 'String',
  product: 'String',
  user_id: 'String',
  user_name: 'String',
  user_email: 'String',
  ip_address: 'String',
  method: 'String',
  path: 'String',
  user_agent: 'String',
  status: 'UInt16',
} as const;

/** Adds an access whose id and time are known to be good; see `assertStorable`. */
export function addAccess(rows: EventRows<'access'>, access: AccessEvent): void {
  const texts = [
    access.organisationId,
    access.product,
    access.userId,
    access.userName,
    access.userEmail,
    access.ipAddress,
    access.method,
    access.path,
    access.userAgent,
  ];
  // A character takes three bytes at most, and the size of a text five.
  const room = texts.reduce((sum, text) => sum + 3 * text.length + 5, 2);
  rows.begin(access.organisationId, uuidOf(access.id), Date.parse(access.occurredAt), room);
  for (const text of texts) rows.text(text);
  rows.uint16(access.status ?? 0);
}
