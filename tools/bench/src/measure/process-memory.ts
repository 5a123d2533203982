import { readFile } from 'node:fs/promises';

/** Bytes of memory that a process has in RAM now (`VmRSS`), from the kernel and not from the process itself. */
export async function residentMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) throw new Error(`process ${pid} has no memory to measure`);
  return Number(kilobytes) * 1024;
}

/** Runs `work` and returns by how many bytes the process grew at most while it ran. */
export async function growthDuring<T>(pid: number, work: () => Promise<T>): Promise<{ grown: number; result: T }> {
  const before = await residentMemory(pid);
  let peak = before;
  let sampling = true;
  const sampler = (async () => {
    while (sampling) {
      peak = Math.max(peak, await residentMemory(pid));
      await new Promise((next) => setTimeout(next, 20));
    }
  })();
  try {
    return { result: await work(), grown: Math.max(0, peak - before) };
  } finally {
    sampling = false;
    await sampler;
  }
}
