import { describe, expect, it } from 'vitest';
import { type HistoricEvent, history } from './history.ts';
import type { Person } from './working-day.ts';

const person = (i: number): Person => ({ id: `id-${i}`, name: `社員${i}`, email: `p${i}@sakura.example` });
const people: readonly [Person, ...Person[]] = [person(0), ...Array.from({ length: 19 }, (_, i) => person(i + 1))];
const end = new Date('2026-11-21T00:00:00Z');
const of = (product: 'Backlog' | 'Cacoo' | 'Typetalk' | 'Apps'): HistoricEvent[] => [
  ...history({ product, people, end, perDay: 20 }),
];

describe('the demo history', () => {
  it('is the same each time, ids included', () => {
    expect(of('Cacoo')).toEqual(of('Cacoo'));
  });

  it('covers thirteen months up to its end, oldest first, with no id twice', () => {
    const events = of('Backlog');
    const months = new Set(events.map((event) => event.occurredAt.slice(0, 7)));
    expect(months.size).toBeGreaterThanOrEqual(13);
    expect(events.every((event) => new Date(event.occurredAt) < end)).toBe(true);
    const times = events.map((event) => event.occurredAt);
    expect(times).toEqual([...times].sort());
    expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
  });

  it('ends Typetalk with its service', () => {
    const last = of('Typetalk').at(-1);
    expect(last !== undefined && last.occurredAt < '2025-12-31').toBe(true);
  });
});
