import type { AccessEvent } from '@sekisho/audit-events';

/** About how many bytes of memory an access takes: two a character of the fields that can be long, and the rest. */
export function accessMemory(event: AccessEvent): number {
  const characters = event.path.length + event.userName.length + event.userEmail.length + event.userAgent.length;
  return 900 + 2 * characters;
}
