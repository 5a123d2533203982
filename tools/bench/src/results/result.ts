/** One line of the benchmark's table. */
export interface BenchResult {
  readonly name: string;
  /** What was measured of ours, in `unit`. */
  readonly value: number;
  readonly unit: string;
  /** What stands beside it, with its own value in the same unit. */
  readonly against: string;
  /** Ours divided by the other's, or the other way round where less is better: above 1 is always good for a rate. */
  readonly ratio: number | null;
  /** What the ratio, or without one the value, must reach; null where the number is only reported. */
  readonly target: string | null;
  readonly met: boolean | null;
}

type Bound = { readonly atLeast: number } | { readonly atMost: number };

/** A result with a ratio to reach. */
export function compared(
  measured: Pick<BenchResult, 'name' | 'value' | 'unit' | 'against'> & { readonly ratio: number },
  bound: Bound | null,
): BenchResult {
  return { ...measured, ...judge(measured.ratio, bound, '×') };
}

/** A result whose own value must stay within a bound. */
export function bounded(measured: Pick<BenchResult, 'name' | 'value' | 'unit' | 'against'>, bound: Bound): BenchResult {
  return { ...measured, ratio: null, ...judge(measured.value, bound, ` ${measured.unit}`) };
}

function judge(value: number, bound: Bound | null, unit: string): Pick<BenchResult, 'target' | 'met'> {
  if (bound === null) return { target: null, met: null };
  if ('atLeast' in bound) return { target: `≥ ${bound.atLeast}${unit}`, met: value >= bound.atLeast };
  return { target: `≤ ${bound.atMost}${unit}`, met: value <= bound.atMost };
}
