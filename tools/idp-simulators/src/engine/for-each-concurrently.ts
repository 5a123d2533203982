/** Runs `work` for every element, at most `concurrency` at once, begun in order. The first error stops further begins. */
export async function forEachConcurrently<T>(
  elements: readonly T[],
  concurrency: number,
  work: (element: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < elements.length) {
      const element = elements[next];
      next += 1;
      if (element !== undefined) await work(element);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(concurrency, elements.length)) }, worker));
}
