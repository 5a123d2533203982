import { isIPv4, isIPv6 } from 'node:net';
import type { Query } from './audit-http.ts';
import type { WireEvent } from './wire-events.ts';

/** An event as it is known from outside: what was sent, and of which product the key was. */
export type KnownEvent = WireEvent & { readonly product: string };

/** Which of the events a search has to find, newest first: worked out here, by another program than the one tested. */
export function expectedOf(events: readonly KnownEvent[], query: Query): KnownEvent[] {
  return events
    .filter((event) => Object.entries(query).every(([name, wanted]) => matches(event, name, [wanted].flat())))
    .toSorted((a, b) => b.occurredAt.localeCompare(a.occurredAt));
}

function matches(event: KnownEvent, filter: string, wanted: readonly string[]): boolean {
  const [first = ''] = wanted;
  switch (filter) {
    case 'from':
      return event.occurredAt >= first;
    case 'to':
      return event.occurredAt < first;
    case 'product':
      return wanted.includes(event.product);
    case 'category':
      return wanted.includes(event.category);
    case 'event':
      return wanted.includes(event.event);
    case 'actor':
      return (
        event.operationUserId === first ||
        contains(event.operationUserName, first) ||
        contains(event.operationUserEmail, first)
      );
    case 'text':
      return contains(event.action, first);
    case 'ip':
      return event.ipAddress !== '' && inBlock(event.ipAddress, first);
    default:
      throw new Error(`no filter ${filter}`);
  }
}

function contains(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

/** Whether an address is in a block; bit by bit as text, which is slow and plain. */
function inBlock(address: string, block: string): boolean {
  const [base = '', length] = block.split('/');
  if (isIPv4(address) !== isIPv4(base)) return false;
  const prefix = Number(length ?? (isIPv4(base) ? 32 : 128));
  return bitsOf(address).slice(0, prefix) === bitsOf(base).slice(0, prefix);
}

function bitsOf(address: string): string {
  if (isIPv4(address)) {
    return address
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('');
  }
  if (!isIPv6(address)) throw new Error(`${address} is no address`);
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string) => text.split(':').filter((group) => group !== '');
  const missing = address.includes('::') ? 8 - groups(head).length - groups(tail).length : 0;
  return [...groups(head), ...Array.from({ length: missing }, () => '0'), ...groups(tail)]
    .map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0'))
    .join('');
}
