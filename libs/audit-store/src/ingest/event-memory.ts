import type { AuditEvent } from '@sekisho/audit-events';

/** About how many bytes of memory an event takes: two a character of the fields that can be long, and the rest. */
export function eventMemory(event: AuditEvent): number {
  const characters =
    event.action.length + event.operationUserName.length + event.operationUserEmail.length + event.userAgent.length;
  return 1000 + 2 * characters;
}
