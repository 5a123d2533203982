import { describe, expect, it } from 'vitest';
import { formatDate, formatDateTime, formatUtc } from './format-time.ts';
import { expiryAfter } from './lifetimes.ts';
import { instantToZoned, zonedToInstant } from './time-zone.ts';

describe('zonedToInstant', () => {
  it.each([
    ['Tokyo is nine hours ahead', '2026-04-01T09:00', 'Asia/Tokyo', '2026-04-01T00:00:00.000Z'],
    ['UTC is itself', '2026-04-01T09:00', 'UTC', '2026-04-01T09:00:00.000Z'],
    ['New York in summer', '2026-07-01T09:00', 'America/New_York', '2026-07-01T13:00:00.000Z'],
    ['New York in winter', '2026-01-01T09:00', 'America/New_York', '2026-01-01T14:00:00.000Z'],
    ['the morning after summer time began', '2026-03-08T09:00', 'America/New_York', '2026-03-08T13:00:00.000Z'],
    ['a zone of half hours', '2026-04-01T09:00', 'Asia/Kolkata', '2026-04-01T03:30:00.000Z'],
  ])('%s', (_sentence, wall, zone, expected) => {
    const instant = zonedToInstant(wall, zone);
    expect(instant?.toISOString()).toBe(expected);
    expect(instant === null ? null : instantToZoned(instant, zone)).toBe(wall);
  });

  it('answers null to what is no time', () => {
    expect(zonedToInstant('', 'Asia/Tokyo')).toBeNull();
    expect(zonedToInstant('noon', 'Asia/Tokyo')).toBeNull();
  });
});

describe('the formats', () => {
  const instant = '2026-07-01T15:05:03.120Z';

  it("shows an instant in the reader's zone and language", () => {
    expect(formatDateTime(instant, 'ja', 'Asia/Tokyo')).toBe('2026/07/02 00:05:03');
    expect(formatDateTime(instant, 'en', 'UTC')).toBe('01 Jul 2026, 15:05:03');
    expect(formatDate(instant, 'ja', 'Asia/Tokyo')).toBe('2026/07/02');
  });

  it('shows UTC to the second', () => {
    expect(formatUtc(instant)).toBe('2026-07-01T15:05:03Z');
  });
});

describe('expiryAfter', () => {
  const now = new Date('2026-04-01T00:00:00.000Z');

  it.each([
    ['30', '2026-05-01T00:00:00.000Z'],
    ['never', null],
    ['', null],
    ['-1', null],
  ])('a lifetime of "%s"', (lifetime, expected) => {
    expect(expiryAfter(lifetime, now)).toBe(expected);
  });
});
