/** Bytes that several pieces of work share. Who gets none waits in line, so that memory stays bounded instead of speed. */
export interface MemoryBudget {
  /** Takes the bytes if they are there and nobody waits for them. */
  tryTake(bytes: number): boolean;
  /** Waits for the bytes. Call it holding none, or two callers may wait for each other. */
  take(bytes: number): Promise<void>;
  release(bytes: number): void;
}

/** A budget of `limit` bytes. One piece larger than all of it is let through when nothing else is held. */
export function createMemoryBudget(limit: number): MemoryBudget {
  const waiting: { readonly bytes: number; readonly resume: () => void }[] = [];
  let taken = 0;
  const fits = (bytes: number) => taken === 0 || taken + bytes <= limit;

  return {
    tryTake(bytes) {
      if (waiting.length > 0 || !fits(bytes)) return false;
      taken += bytes;
      return true;
    },
    async take(bytes) {
      if (this.tryTake(bytes)) return;
      await new Promise<void>((resume) => waiting.push({ bytes, resume }));
    },
    release(bytes) {
      taken -= bytes;
      for (let next = waiting[0]; next !== undefined && fits(next.bytes); next = waiting[0]) {
        waiting.shift();
        taken += next.bytes;
        next.resume();
      }
    },
  };
}
