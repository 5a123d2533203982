import { expect, it } from 'vitest';
import { zoneOffset } from './zone-offset.ts';

it.each([
  ['UTC', '2026-04-01T00:00:00.999Z', 0],
  ['Asia/Tokyo', '2026-04-01T00:00:00Z', 540],
  ['Asia/Kathmandu', '2026-04-01T00:00:00Z', 345],
  ['America/New_York', '2026-03-08T06:59:59.999Z', -300],
  ['America/New_York', '2026-03-08T07:00:00.000Z', -240],
  ['Asia/Tokyo', '1969-12-31T23:59:59.500Z', 540],
])('%s at %s', (timeZone, at, minutes) => {
  expect(zoneOffset(timeZone, Date.parse(at))).toBe(minutes * 60_000);
});
