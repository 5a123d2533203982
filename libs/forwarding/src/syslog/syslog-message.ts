import type { AuditEvent } from '@sekisho/audit-events';
import { asciiEventJson } from '../wire/event-json.ts';

/**
 * An event as an RFC 5424 message: facility 13 (log audit), severity 6 (informational), the product as MSGID, the event
 * as JSON. The JSON is plain ASCII, because text in UTF-8 must begin with a byte order mark (section 6.4), which JSON
 * readers behind a syslog server choke on.
 */
export function syslogMessage(event: AuditEvent, hostname: string): string {
  return `<${priority}>1 ${event.occurredAt} ${printable(hostname, 255)} sekisho - ${printable(event.product, 32)} - ${asciiEventJson(event)}`;
}

/** Octet counting (RFC 5425 section 4.3): the length in bytes, a space, the message. */
export function syslogFrame(message: string): string {
  return `${Buffer.byteLength(message, 'utf8')} ${message}`;
}

const priority = 13 * 8 + 6;

/** PRINTUSASCII of a bounded length; `-` where nothing is left. */
function printable(text: string, longest: number): string {
  const allowed = text.replace(/[^!-~]+/g, '').slice(0, longest);
  return allowed === '' ? '-' : allowed;
}
