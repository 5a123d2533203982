/** Lets at most `limit` pieces of work run at once; the others wait in line and hold nothing but their place. */
export function createTurns(limit: number): { take<T>(work: () => Promise<T>): Promise<T> } {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    async take(work) {
      if (running >= limit) await new Promise<void>((resume) => waiting.push(resume));
      else running += 1;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}
