import { expect, it } from 'vitest';
import { addDays, dayAt, startOfDay } from './zoned-day.ts';

it.each([
  ['midnight in Tokyo', '2026-04-01', 'Asia/Tokyo', '2026-03-31T15:00:00.000Z'],
  ['midnight in UTC', '2026-04-01', 'UTC', '2026-04-01T00:00:00.000Z'],
  ['the day on which New York sets its clocks forward', '2026-03-08', 'America/New_York', '2026-03-08T05:00:00.000Z'],
  ['the day after it', '2026-03-09', 'America/New_York', '2026-03-09T04:00:00.000Z'],
  ['the day on which New York sets them back', '2026-11-01', 'America/New_York', '2026-11-01T04:00:00.000Z'],
  ['a day without a midnight: Beirut goes from 0:00 to 1:00', '2026-03-29', 'Asia/Beirut', '2026-03-28T22:00:00.000Z'],
  ['the easternmost zone', '2026-04-01', 'Pacific/Kiritimati', '2026-03-31T10:00:00.000Z'],
  ['the westernmost zone', '2026-04-01', 'Etc/GMT+12', '2026-04-01T12:00:00.000Z'],
])('a day begins at %s', (_sentence, day, timeZone, expected) => {
  const start = startOfDay(day, timeZone);
  expect(start.toISOString()).toBe(expected);
  expect(dayAt(start, timeZone)).toBe(day);
  expect(dayAt(new Date(start.getTime() - 1), timeZone)).toBe(addDays(day, -1));
});

it.each([
  ['2026-01-31', 30, '2026-03-02'],
  ['2028-02-28', 1, '2028-02-29'],
  ['2026-12-31', 180, '2027-06-29'],
])('%s and %i days are %s', (day, count, expected) => {
  expect(addDays(day, count)).toBe(expected);
});
