import type { Cut, Line, LineRun } from './line.ts';

/** Several lines, rather than one. */
export function isRun(cut: Cut): cut is LineRun {
  return 'ends' in cut;
}

/** The lines of a run from the one at `from` (counted from 0) until before `to`, as a run. */
export function partOfRun(run: LineRun, from: number, to: number): LineRun {
  if (from === 0 && to === run.lines) return run;
  const first = startOf(run, from);
  const end = startOf(run, to);
  return {
    bytes: run.bytes.subarray(first, end),
    ends: run.ends.slice(from, to).map((at) => at - first),
    start: run.start + first,
    end: run.start + end,
    number: run.number + from,
    lines: to - from,
  };
}

/** The line of a run at `index`, counted from 0, by itself. */
export function lineOfRun(run: LineRun, index: number): Line {
  const first = startOf(run, index);
  const end = startOf(run, index + 1);
  return {
    bytes: run.bytes.subarray(first, end - 1),
    start: run.start + first,
    end: run.start + end,
    number: run.number + index,
    lines: 1,
    truncated: false,
    open: false,
  };
}

/** Every line by itself, for who looks at each. */
export function* eachLine(cuts: readonly Cut[]): Generator<Line> {
  for (const cut of cuts) {
    if (!isRun(cut)) yield cut;
    else for (let index = 0; index < cut.lines; index += 1) yield lineOfRun(cut, index);
  }
}

function startOf({ ends }: LineRun, index: number): number {
  return index === 0 ? 0 : (ends[index - 1] ?? 0);
}
