import type { AuditQuery } from '@sekisho/audit-store';
import {
  absentWord,
  actorOfLarge,
  coveredDays,
  frequentWord,
  type GeneratedEvents,
  rareWord,
} from './generated-events.ts';

/** Something people ask of the audit log of the large organisation, and how long it may take. */
export interface Question {
  readonly name: string;
  readonly kind: 'page' | 'deep-page' | 'histogram' | 'facets';
  /** The filters; `turn` lets the same question be asked about other days, so that no answer is only remembered. */
  readonly filters: (turn: number, made: GeneratedEvents) => Omit<AuditQuery, 'organisationId'>;
  /** Milliseconds that 95 of 100 answers may take at most; undefined where no promise is made. */
  readonly p95: number | undefined;
}

const day = 86_400_000;

/** Thirty days of the past, another beginning each turn. */
function month(turn: number, { until }: GeneratedEvents): { from: Date; to: Date } {
  const to = until.getTime() - ((turn * 17) % (coveredDays - 40)) * day;
  return { from: new Date(to - 30 * day), to: new Date(to) };
}

export const questions: readonly Question[] = [
  { name: 'first page', kind: 'page', filters: () => ({}), p95: 100 },
  { name: 'page behind 20,000 events', kind: 'deep-page', filters: () => ({}), p95: 100 },
  { name: 'first page of a month', kind: 'page', filters: month, p95: 100 },
  {
    name: 'page of an event and a product',
    kind: 'page',
    filters: () => ({ products: ['Backlog'], events: ['Delete an issue'] }),
    p95: 100,
  },
  { name: 'page of an actor', kind: 'page', filters: (turn) => ({ actor: `user-${500 + turn}` }), p95: 100 },
  { name: 'page of an actor by name', kind: 'page', filters: () => ({ actor: '青木 隆' }), p95: 100 },
  {
    name: 'page of an address block in a month',
    kind: 'page',
    filters: (turn, made) => ({ ...month(turn, made), ipAddress: '198.51.0.64/28' }),
    p95: 100,
  },
  {
    name: 'page of everything combined',
    kind: 'page',
    filters: (turn, made) => ({
      ...month(turn, made),
      products: ['Backlog', 'Cacoo'],
      categories: ['Wiki', 'File'],
      actor: actorOfLarge,
      text: '議事録',
    }),
    p95: 100,
  },
  { name: 'text, frequent word', kind: 'page', filters: () => ({ text: frequentWord }), p95: 300 },
  { name: 'text, rare word', kind: 'page', filters: () => ({ text: rareWord }), p95: 300 },
  { name: 'text, absent word', kind: 'page', filters: () => ({ text: absentWord }), p95: 300 },
  {
    name: 'text, an issue key in any case',
    kind: 'page',
    filters: (turn) => ({ text: `dev-${3000 + turn}` }),
    p95: 300,
  },
  { name: 'histogram of 13 months', kind: 'histogram', filters: () => ({}), p95: 300 },
  { name: 'histogram of a month', kind: 'histogram', filters: month, p95: 300 },
  { name: 'histogram of a rare word', kind: 'histogram', filters: () => ({ text: rareWord }), p95: 300 },
  { name: 'histogram of a frequent word', kind: 'histogram', filters: () => ({ text: frequentWord }), p95: undefined },
  { name: 'facets of 13 months', kind: 'facets', filters: () => ({}), p95: undefined },
  { name: 'facets of a month', kind: 'facets', filters: month, p95: 300 },
];
