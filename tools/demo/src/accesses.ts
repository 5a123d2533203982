import type { AccessEvent } from '@sekisho/audit-events';
import { seededRandom } from '@sekisho/idp-simulators';
import { dayMs, instantsOf, type Person, placeOf } from './working-day.ts';

/** An access as a product would send it. */
export type HistoricAccess = Omit<AccessEvent, 'organisationId' | 'product'>;

export interface AccessesOptions {
  readonly people: readonly [Person, ...Person[]];
  /** The last instant, exclusive; the accesses cover the hundred days before it. */
  readonly end: Date;
  /** On a working day, on average. */
  readonly perDay: number;
}

const days = 100;

/** What people looked at in Backlog, oldest first. The same end gives the same accesses with the same ids. */
export function* accesses({ people, end, perDay }: AccessesOptions): Generator<HistoricAccess> {
  const random = seededRandom(20_261_110);
  const firstDay = Math.floor((end.getTime() - days * dayMs) / dayMs) * dayMs;
  for (let day = firstDay; day < end.getTime(); day += dayMs) {
    for (const instant of instantsOf(day, perDay, random)) {
      if (instant >= end.getTime()) return;
      const person = random.pick(people);
      yield {
        id: random.uuid(),
        occurredAt: new Date(instant).toISOString(),
        userId: person.id,
        userName: person.name,
        userEmail: person.email,
        method: 'GET',
        path: `${random.pick(pages)}${1 + random.integer(900)}`,
        status: random.next() < 0.98 ? 200 : 404,
        ...placeOf(people.indexOf(person), random),
      };
    }
  }
}

const pages = [
  '/view/MARKETING-',
  '/view/WEB-',
  '/view/APP-',
  '/alias/wiki/',
  '/downloadAttachment/',
  '/gantt/',
] as const;
