import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ndjson } from '../formats/ndjson.ts';
import { isRun } from '../tail/line-run.ts';
import { countEvents, divide, eventFinder, type Parcel, parcelOfRun } from './parcel.ts';

/** Parcels of single events and of runs, as many events as the sizes say; 0 is a single event. */
function parcelsOf(sizes: readonly number[]): Parcel[] {
  let next = 1;
  return sizes.map((size) => {
    const line = next;
    next += Math.max(1, size);
    if (size === 0) return { json: Buffer.from(`single ${line}`), path: 'x', line };
    const lines = Array.from({ length: size }, (_, index) => `{"id":"${line + index}"}\n`).join('');
    const [run] = ndjson.createSplitter({ offset: 0, line: line - 1 }).push(Buffer.from(lines));
    if (run === undefined || !isRun(run)) throw new Error('expected a run');
    return parcelOfRun(run, 'x');
  });
}

/** Each event with its place. */
const events = (parcels: readonly Parcel[]) =>
  parcels.flatMap(({ json, line }) =>
    json
      .toString()
      .split('\n')
      .map((text, index) => [line + index, text]),
  );

const sizes = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 12 });

it('finds every event by its number, and nothing that was not sent', () => {
  fc.assert(
    fc.property(sizes, (given) => {
      const parcels = parcelsOf(given);
      const find = eventFinder(parcels);
      const expected = events(parcels);
      expect(countEvents(parcels)).toBe(expected.length);
      const found = expected.map((_, index) => find(index + 1));
      expect(found.map((parcel) => [parcel?.line, parcel?.json.toString()])).toEqual(expected);
      expect(found.every((parcel) => parcel !== undefined && parcel.run === undefined)).toBe(true);
      for (const number of [0, -1, 1.5, Number.NaN, expected.length + 1]) expect(find(number)).toBeUndefined();
    }),
  );
});

it('is divided after any number of events, within a run too', () => {
  fc.assert(
    fc.property(sizes, fc.nat({ max: 80 }), (given, at) => {
      const parcels = parcelsOf(given);
      const [first, rest] = divide(parcels, at);
      const expected = events(parcels);
      expect(events(first)).toEqual(expected.slice(0, at));
      expect(events(rest)).toEqual(expected.slice(at));
      expect(countEvents(first) + countEvents(rest)).toBe(expected.length);
    }),
  );
});
