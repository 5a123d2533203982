/** One operation, done again and again by several callers at once. Rejects when the answer is not the right one. */
export type Operation = () => Promise<void>;

/** Somebody who does the measured thing: ourselves, a peer or the bare engine. */
export interface Contender {
  readonly name: string;
  readonly operation: Operation;
  /** Fewer than the others have: a turn ends when everybody has an answer, and of some that takes seconds. */
  readonly callers?: number;
}

export interface LoadOptions {
  /** How many operations are under way at once. */
  readonly callers: number;
  /** How long one turn of one contender lasts, in milliseconds. */
  readonly turnMs: number;
  /** How many turns each contender gets. */
  readonly rounds: number;
}

/** Operations a second of each contender, turn by turn. */
export interface Rates {
  /** The contender's median. */
  of(name: string): number;
  /**
   * How many times the rate of `other` that of `name` is: the median of what it was in each round. Turns of a round follow
   * one another within seconds, so a machine that is slower for a minute is so for both.
   */
  ratio(name: string, other: string): number;
}

/**
 * Contenders take turns, round after round, so that what disturbs the machine for a while disturbs all of them. Many short
 * rounds tell more than a few long ones.
 */
export async function compareRates(contenders: readonly Contender[], options: LoadOptions): Promise<Rates> {
  const turns = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  const take = (contender: Contender) => rateOf(contender.operation, { ...options, ...contender });
  for (const contender of contenders) await rateOf(contender.operation, { ...options, ...contender, turnMs: warmUpMs });
  for (let round = 0; round < options.rounds; round += 1) {
    // Every other round runs backwards, so that nobody always follows the same neighbour.
    const order = round % 2 === 0 ? contenders : contenders.toReversed();
    for (const contender of order) turns.get(contender.name)?.push(await take(contender));
  }
  const turnsOf = (name: string) => turns.get(name) ?? [];
  return {
    of: (name) => median(turnsOf(name)),
    ratio: (name, other) => ratioByRound(turnsOf(name), turnsOf(other)),
  };
}

/** How many times the others the values are: the median of what it was in each round. */
export function ratioByRound(values: readonly number[], others: readonly number[]): number {
  return median(values.map((value, round) => value / (others[round] ?? Number.NaN)));
}

/** Before anything is measured: JavaScript is compiled while it runs, and a service that runs for days has that behind it. */
const warmUpMs = 3_000;

/** The middle one of the values; the mean of the middle two when their number is even. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new RangeError('nothing was measured');
  return (upper + lower) / 2;
}

async function rateOf(
  operation: Operation,
  { callers, turnMs }: Pick<LoadOptions, 'callers' | 'turnMs'>,
): Promise<number> {
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
