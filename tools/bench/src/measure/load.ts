/** One operation, done again and again by several callers at once. Rejects when the answer is not the right one. */
export type Operation = () => Promise<void>;

/** Somebody who does the measured thing: ourselves, a peer or the bare engine. */
export interface Contender {
  readonly name: string;
  readonly operation: Operation;
}

export interface LoadOptions {
  /** How many operations are under way at once. */
  readonly callers: number;
  /** How long one turn of one contender lasts, in milliseconds. */
  readonly turnMs: number;
  /** How many turns each contender gets. */
  readonly rounds: number;
}

/**
 * Operations a second of each contender. They take turns, round after round, so that what disturbs the machine for a
 * while disturbs all of them; of each contender's turns the median counts.
 */
export async function compareRates(
  contenders: readonly Contender[],
  options: LoadOptions,
): Promise<ReadonlyMap<string, number>> {
  const rates = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (const { operation } of contenders) await rateOf(operation, { ...options, turnMs: options.turnMs / 2 });
  for (let round = 0; round < options.rounds; round += 1) {
    // Every other round runs backwards, so that nobody always follows the same neighbour.
    const order = round % 2 === 0 ? contenders : contenders.toReversed();
    for (const { name, operation } of order) rates.get(name)?.push(await rateOf(operation, options));
  }
  return new Map([...rates].map(([name, turns]) => [name, median(turns)]));
}

/** The middle one of the values; the mean of the middle two when their number is even. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new RangeError('nothing was measured');
  return (upper + lower) / 2;
}

async function rateOf(operation: Operation, { callers, turnMs }: LoadOptions): Promise<number> {
  const began = performance.now();
  const until = began + turnMs;
  let done = 0;
  const caller = async () => {
    while (performance.now() < until) {
      await operation();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return (done / (performance.now() - began)) * 1000;
}
