import { validate, version } from 'uuid';
import { expect, it } from 'vitest';
import { systemIds } from './ids.ts';

it('gives UUIDs of version 7, each greater than the one before, that nobody could guess', () => {
  const ids = Array.from({ length: 20_000 }, systemIds.uuid);

  expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true);
  expect(ids).toEqual(ids.toSorted());
  expect(new Set(ids.map((id) => id.slice(-8))).size).toBeGreaterThan(19_990);
  expect(Math.abs(Number.parseInt((ids[0] ?? '').replaceAll('-', '').slice(0, 12), 16) - Date.now())).toBeLessThan(
    5_000,
  );
});
