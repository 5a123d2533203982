import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockState, StateInUse, StateNotWritable } from './state-lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

const path = () => join(folder, 'lock');

/** The lock of this process, changed. */
async function writeLock(change: (holder: Record<string, unknown>) => object): Promise<void> {
  const unlock = await lockState(folder);
  const holder: Record<string, unknown> = JSON.parse(await readFile(path(), 'utf8'));
  await unlock();
  await writeFile(path(), JSON.stringify(change(holder)));
}

describe('the lock of a state folder', () => {
  it('is held by one, given back, and leaves nothing behind', async () => {
    const unlock = await lockState(folder);
    await expect(lockState(folder)).rejects.toThrow(StateInUse);
    await unlock();
    await (await lockState(folder))();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is taken over from a process that is gone', async () => {
    const child = spawn(process.execPath, ['-e', '0']);
    await once(child, 'exit');
    await writeLock((holder) => ({ ...holder, pid: child.pid }));
    await (await lockState(folder))();
  });

  it('is taken over when another process has got the number of the holder since', async () => {
    await writeLock((holder) => ({ ...holder, started: '1' }));
    await (await lockState(folder))();
  });

  it('of another container is respected while it shows life, and taken over when it has been silent', async () => {
    await writeLock((holder) => ({ ...holder, numbering: 'another machine' }));
    await expect(lockState(folder)).rejects.toThrow(StateInUse);
    const silent = new Date(Date.now() - 31_000);
    await utimes(path(), silent, silent);
    await (await lockState(folder))();
  });

  it('that a full disk left empty is taken over', async () => {
    await writeFile(path(), '');
    await (await lockState(folder))();
  });

  it('is given to one of many who ask at once after a kill', async () => {
    await writeLock((holder) => ({ ...holder, started: '1' }));
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => lockState(folder)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of all) if (one.status === 'fulfilled') await one.value();
  });

  it('says so when the folder can not be made', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(lockState(join(folder, 'file', 'state'))).rejects.toThrow(StateNotWritable);
  });
});
