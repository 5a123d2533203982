import type { AuditEvent } from '@sekisho/audit-events';

/** One event as receivers get it: one line of JSON, under the names that products send it by, and whose it is. */
export function eventJson(event: AuditEvent): string {
  return JSON.stringify({
    id: event.id,
    organisationId: event.organisationId,
    product: event.product,
    occurredAt: event.occurredAt,
    category: event.category,
    event: event.event,
    action: event.action,
    operationUserId: event.operationUserId,
    operationUserName: event.operationUserName,
    operationUserEmail: event.operationUserEmail,
    ipAddress: event.ipAddress,
    userAgent: event.userAgent,
    spaceKey: event.spaceKey,
    version: event.version,
  });
}

/** The same with every character beyond ASCII escaped, for channels that are not sure to carry UTF-8. */
export function asciiEventJson(event: AuditEvent): string {
  return eventJson(event).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
