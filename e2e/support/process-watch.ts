import { readdir, readFile } from 'node:fs/promises';

/** What a process holds, as the kernel counts it. */
export interface ProcessHoldings {
  /** Bytes in RAM (`VmRSS`). */
  readonly memory: number;
  readonly threads: number;
  /** Open files, sockets and pipes. */
  readonly handles: number;
}

export async function holdingsOf(pid: number): Promise<ProcessHoldings> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const read = (field: string) => {
    const value = new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1];
    if (value === undefined) throw new Error(`process ${pid} is gone`);
    return Number(value);
  };
  const handles = (await readdir(`/proc/${pid}/fd`)).length;
  return { memory: read('VmRSS') * 1024, threads: read('Threads'), handles };
}

/** Runs `work` and returns by how many bytes the process grew at most meanwhile. */
export async function growthWhile<T>(pid: number, work: () => Promise<T>): Promise<{ growth: number; result: T }> {
  const before = (await holdingsOf(pid)).memory;
  let peak = before;
  const sampler = setInterval(async () => {
    const now = await holdingsOf(pid).catch(() => undefined);
    peak = Math.max(peak, now?.memory ?? 0);
  }, 20);
  try {
    const result = await work();
    return { growth: Math.max(0, peak - before), result };
  } finally {
    clearInterval(sampler);
  }
}
