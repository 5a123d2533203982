import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FilePosition } from '../tail/file-position.ts';
import { CheckpointUnreadable, openCheckpoint } from './checkpoint-store.ts';

let folder: string;
let now = new Date('2026-05-01T00:00:00Z');
const clock = () => now;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'checkpoint-'));
});
afterEach(() => rm(folder, { recursive: true }));

function position(inode: number, offset = 10): FilePosition {
  const anchor = { start: 0, bytes: 9, digest: 'd' };
  return {
    path: `/log/${inode}`,
    device: 1,
    inode,
    head: 'h',
    offset,
    line: 1,
    anchor,
    whole: { size: 10, modifiedMs: 1.5 },
  };
}

const days = (count: number) => {
  now = new Date(now.getTime() + count * 86_400_000);
};

describe('the checkpoint', () => {
  it('is on the disk what was reached, the latest of each file', async () => {
    const checkpoint = await openCheckpoint(folder, clock);
    checkpoint.reach(position(1, 10));
    checkpoint.reach(position(2, 10));
    checkpoint.reach(position(1, 20));
    await checkpoint.save();
    const again = await openCheckpoint(folder, clock);
    expect(again.positions()).toMatchObject([position(1, 20), position(2, 10)]);
  });

  it('is not written when nothing has changed, and writes of several callers do not meet', async () => {
    const checkpoint = await openCheckpoint(folder, clock);
    checkpoint.reach(position(1));
    await Promise.all([checkpoint.save(), checkpoint.save(), checkpoint.save()]);
    await writeFile(join(folder, 'checkpoint.json'), 'seen');
    await checkpoint.save();
    expect(await readFile(join(folder, 'checkpoint.json'), 'utf8')).toBe('seen');
  });

  it('forgets files a week after they were last there, and keeps those that are', async () => {
    const checkpoint = await openCheckpoint(folder, clock);
    for (const inode of [1, 2]) checkpoint.reach(position(inode));
    for (let day = 0; day < 8; day += 1) {
      days(1);
      checkpoint.forgetGone(({ inode }) => inode === 1);
    }
    await checkpoint.save();
    expect((await openCheckpoint(folder, clock)).positions()).toMatchObject([position(1)]);
    expect(checkpoint.knows(position(2))).toBe(false);
  });

  it.each([
    ['half of it', '{"version":1,"positions":[{"path"'],
    ['a newer version', '{"version":2,"positions":[]}'],
    [
      'a position without an offset',
      '{"version":1,"positions":[{"path":"/x","device":1,"inode":1,"head":"h","line":1}]}',
    ],
  ])('refuses %s instead of shipping from the start unasked', async (_sentence, text) => {
    await writeFile(join(folder, 'checkpoint.json'), text);
    await expect(openCheckpoint(folder)).rejects.toThrow(CheckpointUnreadable);
  });
});
