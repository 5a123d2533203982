import type { Histogram, Span } from './audit-api.ts';

/** The bar under a pointer, as a place among `count` bars of the same width; the edges belong to the outermost bars. */
export function barAt(pointerX: number, box: { readonly left: number; readonly width: number }, count: number): number {
  if (box.width <= 0 || count === 0) return 0;
  const place = Math.floor(((pointerX - box.left) / box.width) * count);
  return Math.min(count - 1, Math.max(0, place));
}

/** The time that two bars and everything between them cover, whichever was touched first; null without bars. */
export function spanOfBars(histogram: Histogram, one: number, other: number): Required<Span> | null {
  const first = histogram.buckets[Math.min(one, other)];
  const last = histogram.buckets[Math.max(one, other)];
  if (first === undefined || last === undefined) return null;
  return { from: first.start, to: new Date(Date.parse(last.start) + histogram.bucketMs).toISOString() };
}
