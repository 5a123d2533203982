import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Another log-shipper works on this state folder. */
export class StateInUse extends Error {
  constructor(stateDir: string, pid: number) {
    super(
      `Another log-shipper (process ${pid}) uses ${stateDir}. Stop it, or give this one a state folder of its own with --state.`,
    );
    this.name = 'StateInUse';
  }
}

/**
 * Takes the state folder for this process, so that two shippers never move one checkpoint. A lock whose process is
 * gone (kill -9) is taken over. Returns the function that gives it back.
 */
export async function lockState(stateDir: string): Promise<() => Promise<void>> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const path = join(stateDir, 'lock');
  for (;;) {
    try {
      const file = await open(path, 'wx', 0o600);
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = Number(await readFile(path, 'utf8').catch(() => ''));
    if (holder > 0 && holder !== process.pid && isAlive(holder)) throw new StateInUse(stateDir, holder);
    await rm(path, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
