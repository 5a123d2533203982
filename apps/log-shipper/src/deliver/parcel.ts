import type { LineRun } from '../tail/line.ts';
import { lineOfRun, partOfRun } from '../tail/line-run.ts';

/**
 * One event on its way, or a run of lines that are events as they are, with what is needed to set each aside if the
 * gateway refuses it.
 */
export interface Parcel {
  /** JSON, an event a line, without the last newline. */
  readonly json: Buffer;
  /** Where it came from, for a dead letter; of a run, its first line. */
  readonly path: string;
  readonly line: number;
  /** Absent for one event. */
  readonly run?: LineRun;
}

export function parcelOfRun(run: LineRun, path: string): Parcel {
  return { json: run.bytes.subarray(0, -1), path, line: run.number, run };
}

export function countEvents(parcels: readonly Parcel[]): number {
  return parcels.reduce((sum, parcel) => sum + eventsIn(parcel), 0);
}

/** Finds events by their number among all of the parcels, counted from 1; each as a parcel of its own. */
export function eventFinder(parcels: readonly Parcel[]): (number: number) => Parcel | undefined {
  /** How many events lie before each parcel. */
  const before: number[] = [];
  let total = 0;
  for (const parcel of parcels) {
    before.push(total);
    total += eventsIn(parcel);
  }
  return (number) => {
    if (!Number.isInteger(number) || number < 1 || number > total) return undefined;
    let [low, high] = [0, parcels.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((before[middle] ?? 0) < number) low = middle;
      else high = middle - 1;
    }
    const parcel = parcels[low];
    return parcel && eventOf(parcel, number - 1 - (before[low] ?? 0));
  };
}

/** The parcels with the first `events` events, and those with the rest. */
export function divide(parcels: readonly Parcel[], events: number): [first: Parcel[], rest: Parcel[]] {
  const first: Parcel[] = [];
  const rest: Parcel[] = [];
  let left = events;
  for (const parcel of parcels) {
    const size = eventsIn(parcel);
    if (left >= size) first.push(parcel);
    else if (left <= 0) rest.push(parcel);
    else {
      const { run, path } = parcel;
      if (run === undefined) throw new Error('one event can’t be divided');
      first.push(parcelOfRun(partOfRun(run, 0, left), path));
      rest.push(parcelOfRun(partOfRun(run, left, size), path));
    }
    left -= size;
  }
  return [first, rest];
}

export function eventsIn({ run }: Parcel): number {
  return run?.lines ?? 1;
}

function eventOf(parcel: Parcel, index: number): Parcel {
  if (parcel.run === undefined) return parcel;
  const { bytes, number } = lineOfRun(parcel.run, index);
  return { json: bytes, path: parcel.path, line: number };
}
