import { describe, expect, it } from 'vitest';
import { accessLogAvailableFrom, assertAccessLogAvailable } from './access-log.ts';

describe('the access log of a month', () => {
  it.each([
    ['2026-05-01T00:00:00.000Z', '2026-05-10T00:00:00.000Z'],
    ['2026-03-01T00:00:00.000Z', '2026-03-10T00:00:00.000Z'],
    ['2027-01-01T00:00:00.000Z', '2027-01-10T00:00:00.000Z'],
  ])('that ends at %s is there from %s', (end, from) => {
    expect(accessLogAvailableFrom(new Date(end))).toEqual(new Date(from));
  });

  it('is refused until the last millisecond of the 9th, with the day in both languages', () => {
    const end = new Date('2026-05-01T00:00:00.000Z');
    const ask = (now: string) => () => assertAccessLogAvailable('2026-04', end, new Date(now));
    expect(ask('2026-05-10T00:00:00.000Z')).not.toThrow();
    expect(ask('2026-05-09T23:59:59.999Z')).toThrow(
      expect.objectContaining({
        code: 'access-log.not-yet-available',
        field: 'month',
        explanation: {
          ja: expect.stringContaining('2026-05-10 00:00 (UTC) から'),
          en: expect.stringContaining('from 2026-05-10 00:00 UTC'),
        },
      }),
    );
  });
});
