import { catalogue, createAccessEventParser } from '@sekisho/audit-events';
import { expect, it } from 'vitest';
import { accesses } from './accesses.ts';

const options = {
  people: [
    { id: '1', name: '桜井 美咲', email: 'misaki@example.co.jp' },
    { id: '2', name: '山田 太郎', email: 'taro@example.co.jp' },
  ],
  end: new Date('2026-05-12T03:00:00.000Z'),
  perDay: 20,
} as const;

it('makes accesses that the gateway takes, of more than a month that is available, the same ones each time', () => {
  const made = [...accesses(options)];
  const parse = createAccessEventParser(catalogue, 'Backlog');
  for (const access of made) expect(parse(access, options.end)).toMatchObject({ ok: true });
  expect(new Set(made.map(({ occurredAt }) => occurredAt.slice(0, 7)))).toEqual(
    new Set(['2026-02', '2026-03', '2026-04', '2026-05']),
  );
  expect(new Set(made.map(({ id }) => id)).size).toBe(made.length);
  expect([...accesses(options)]).toEqual(made);
});
