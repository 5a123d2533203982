import type { AuditEvent } from '@sekisho/audit-events';
import { type AlertCondition, type AuditFilter, domainOf, type OffHoursCondition } from '@sekisho/domain';
import { isInBlock, networkOf } from '@sekisho/forwarding';

/**
 * Which events a condition is about, and whom each counts for. Pure: one event at a time, against facts that were looked
 * up before. A filter means here what it means in the search.
 */

/** What conditions need to know of the organisation. */
export interface OrganisationFacts {
  readonly timeZone: string;
  /** Its verified domains, in lower case. */
  readonly domains: ReadonlySet<string>;
}

/** The event matters to the condition. */
export interface Match {
  /** Whom it counts for: an actor's id or name; empty: the organisation as a whole. */
  readonly key: string;
  /** The same, for a person to read; or what happened, where that is the point. */
  readonly subject: string;
}

/** Null when the condition is not about the event. */
export function matchEvent(condition: AlertCondition, event: AuditEvent, facts: OrganisationFacts): Match | null {
  switch (condition.kind) {
    case 'search':
      if (!passesFilter(condition.filter, event)) return null;
      return condition.per === 'actor' ? byActor(event) : { key: '', subject: '' };
    case 'many-downloads':
      return isDownload(event) ? byActor(event) : null;
    case 'off-hours-bulk':
      // Who has no id is no person: an identity provider's nightly cycle is nobody working late.
      if (event.operationUserId === '' || event.category === 'Sign-in') return null;
      return isOffHours(condition, event, facts.timeZone) ? byActor(event) : null;
    case 'outside-invitation': {
      const outsiders = addsSomebody(event)
        ? addressesIn(event.action).filter((address) => isOutside(address, facts))
        : [];
      return outsiders.length === 0 ? null : { key: event.id, subject: outsiders.join(', ') };
    }
    case 'project-deletion':
      return event.event === 'Delete a project' ? { key: event.id, subject: event.action } : null;
    case 'new-network-sign-in':
      return isSignIn(event) && event.operationUserId !== '' && networkOf(event.ipAddress) !== null
        ? { key: event.operationUserId, subject: `${nameOf(event)}, ${event.ipAddress}` }
        : null;
    case 'provisioning-brake':
      return event.product === 'Apps' && event.event === 'Stop provisioning by the brake'
        ? { key: event.id, subject: event.action }
        : null;
  }
}

/** As the audit store's search decides. */
export function passesFilter(filter: AuditFilter, event: AuditEvent): boolean {
  return (
    (filter.products?.includes(event.product) ?? true) &&
    (filter.categories?.includes(event.category) ?? true) &&
    (filter.events?.includes(event.event) ?? true) &&
    (!given(filter.actor) || isActor(filter.actor, event)) &&
    (!given(filter.ipAddress) || isInBlock(event.ipAddress, filter.ipAddress)) &&
    (!given(filter.text) || contains(event.action, filter.text))
  );
}

function isActor(actor: string, event: AuditEvent): boolean {
  return (
    event.operationUserId === actor ||
    contains(event.operationUserName, actor) ||
    contains(event.operationUserEmail, actor)
  );
}

/** Downloads and exports in the catalogue's grammar, of products that register their own too. */
function isDownload({ event }: AuditEvent): boolean {
  return /^(?:Download|Export) /.test(event) || event === 'Clone a Git repository';
}

function isSignIn({ category, event }: AuditEvent): boolean {
  return category === 'Sign-in' && event === 'Sign in';
}

function addsSomebody({ event }: AuditEvent): boolean {
  return event === 'Invite a member' || event === 'Create a managed account' || event === 'Add a collaborator';
}

function addressesIn(action: string): string[] {
  return action.match(/[^\s()<>,;:"、（）「」]+@[^\s()<>,;:"、（）「」]+\.[^\s()<>,;:"、（）「」]+/gu) ?? [];
}

function isOutside(address: string, { domains }: OrganisationFacts): boolean {
  const domain = domainOf(address);
  return domain !== null && !domains.has(domain);
}

/** Whether the event happened outside working hours, by the clock on the organisation's wall. */
function isOffHours({ workingHours, workingDays }: OffHoursCondition, event: AuditEvent, timeZone: string): boolean {
  const { weekday, hour } = wallClock(new Date(event.occurredAt), timeZone);
  return !workingDays.includes(weekday) || hour < workingHours.from || hour >= workingHours.to;
}

/** Monday is 1, Sunday 7. */
function wallClock(at: Date, timeZone: string): { readonly weekday: number; readonly hour: number } {
  const parts = formatOf(timeZone).formatToParts(at);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return { weekday: weekdays.indexOf(part('weekday')) + 1, hour: Number(part('hour')) };
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs a hundred times its use. There are no more of them than time zones. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short', hour: '2-digit', hourCycle: 'h23' });
  formats.set(timeZone, made);
  return made;
}

function byActor(event: AuditEvent): Match | null {
  const key = event.operationUserId || event.operationUserName;
  return key === '' ? null : { key, subject: nameOf(event) };
}

function nameOf(event: AuditEvent): string {
  const name = event.operationUserName || event.operationUserId;
  return event.operationUserEmail === '' ? name : `${name} (${event.operationUserEmail})`;
}

function contains(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

/** An empty field asks for nothing in particular. */
function given(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
