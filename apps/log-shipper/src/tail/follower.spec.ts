import {
  appendFile,
  copyFile,
  link,
  mkdir,
  mkdtemp,
  open as openFile,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ndjson } from '../formats/ndjson.ts';
import { discoverFiles, type FoundFile } from './discover.ts';
import { eventIdOf } from './event-id.ts';
import type { FilePosition } from './file-position.ts';
import { createFollower, type Follower, type FollowerOptions } from './follower.ts';
import type { Line } from './line.ts';
import { eachLine, isRun, partOfRun } from './line-run.ts';
import { LineSplitter } from './line-splitter.ts';
import type { Source } from './source.ts';

let folder: string;
let live: string;
let clock = 0;
const notices: string[] = [];
const open: Follower[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'follower-'));
  live = join(folder, 'app.log');
  notices.length = 0;
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((follower) => follower.close()));
  await rm(folder, { recursive: true });
});

function follow(
  known: readonly FilePosition[] = [],
  pattern = join(folder, '*'),
  options: Partial<FollowerOptions> = {},
): Follower {
  const follower = createFollower({
    discover: () => discoverFiles([pattern]),
    known,
    splitterFor: (_path, from) => new LineSplitter(from),
    mode: 'follow',
    onNotice: ({ what }) => notices.push(what),
    now: () => clock,
    ...options,
  });
  open.push(follower);
  return follower;
}

interface Read {
  readonly source: Source;
  readonly line: Line;
  readonly after: FilePosition | null;
}

let ends: FilePosition[] = [];

async function pass(follower: Follower): Promise<Read[]> {
  const read: Read[] = [];
  ends = [];
  for await (const block of follower.pass()) {
    for (const line of eachLine(block.lines)) read.push({ source: block.source, line, after: block.after(line) });
    if (block.end !== null) ends.push(block.end);
  }
  return read;
}
const readOnce = (pattern?: string, known: readonly FilePosition[] = []) =>
  pass(follow(known, pattern, { mode: 'once' }));
const texts = (read: readonly Read[]) => read.map(({ line }) => line.bytes.toString());
const idOf = ({ source, line }: Read) => eventIdOf(source.head, line.start, line.bytes);
const lastPosition = (read: readonly Read[]) => {
  const after = read.at(-1)?.after;
  if (after == null) throw new Error('expected a position');
  return after;
};

describe('following a file', () => {
  it('reads what is new in each pass, and an unfinished line only when it is finished', async () => {
    await writeFile(live, 'one\ntw');
    const follower = follow();
    expect(texts(await pass(follower))).toEqual(['one']);
    await appendFile(live, 'o\nthree\n');
    expect(texts(await pass(follower))).toEqual(['two', 'three']);
    expect(texts(await pass(follower))).toEqual([]);
  });

  it('goes on after a rotation by renaming: the rest of the old file, then the new one', async () => {
    await writeFile(live, 'one\n');
    const follower = follow();
    await pass(follower);
    await appendFile(live, 'two\n');
    await rename(live, join(folder, 'app.log.1'));
    await writeFile(live, 'three\n');
    expect(texts(await pass(follower))).toEqual(['two', 'three']);
  });

  it('reads a file that was removed to its end', async () => {
    await writeFile(live, 'one\n');
    const follower = follow();
    await pass(follower);
    await appendFile(live, 'two\nlast words');
    await rm(live);
    expect(texts(await pass(follower))).toEqual(['two', 'last words']);
  });

  it('starts again when the file is truncated and written anew', async () => {
    await writeFile(live, 'first line of the old content\nsecond\n');
    const follower = follow();
    await pass(follower);
    await truncate(live, 0);
    await writeFile(live, 'new\n');
    expect(texts(await pass(follower))).toEqual(['new']);
    expect(notices).toContain('truncated');
  });

  it('notices new content in place that has already grown beyond the old place', async () => {
    await writeFile(live, 'old\n');
    const follower = follow();
    await pass(follower);
    await writeFile(live, 'quite another first line\nand more\n');
    expect(texts(await pass(follower))).toEqual(['quite another first line', 'and more']);
  });

  it('resumes from a checkpoint, also when the file was renamed meanwhile', async () => {
    await writeFile(live, 'one\ntwo\n');
    const position = lastPosition((await pass(follow())).slice(0, 1));
    await rename(live, join(folder, 'app.log.1'));
    expect(texts(await pass(follow([position])))).toEqual(['two']);
  });

  it('resumes within a run of lines, wherever it was divided', async () => {
    const numbers = [1, 2, 3, 4, 5, 6];
    const content = numbers.map((n) => `{"id":"${n}"}`);
    await writeFile(live, `${content.join('\n')}\n`);
    const inRuns = (known: readonly FilePosition[] = []) =>
      follow(known, undefined, { splitterFor: (_path, from) => ndjson.createSplitter(from) });
    const positions: FilePosition[] = [];
    for await (const { lines, after } of inRuns().pass()) {
      for (const cut of lines.filter(isRun)) {
        for (let to = 1; to <= cut.lines; to += 1) positions.push(...[after(partOfRun(cut, 0, to)) ?? []].flat());
      }
    }
    expect(positions.map(({ line }) => line)).toEqual(numbers);
    for (const position of positions) {
      expect(texts(await pass(inRuns([position])))).toEqual(content.slice(position.line));
    }
    // The place is found by the line before it, so other content of the same length is not taken for it.
    await writeFile(live, `${content[0]}\n${content.slice(1).reverse().join('\n')}\n`);
    expect(texts(await pass(inRuns(positions.slice(2, 3))))).toHaveLength(6);
  });

  it('does not trust a checkpoint of another file with the same name', async () => {
    await writeFile(live, 'one\ntwo\n');
    const position = lastPosition(await pass(follow()));
    await rm(live);
    await writeFile(live, 'other content\ntwo\n');
    expect(texts(await pass(follow([position])))).toEqual(['other content', 'two']);
  });
});

describe('files with the same first line, as CSV files have', () => {
  it('reads a new one from its start, though the old one of that name was read further', async () => {
    await writeFile(live, 'date,action\nold 1\nold 2\n');
    const position = lastPosition(await pass(follow()));
    await rename(live, join(folder, 'elsewhere'));
    await writeFile(live, 'date,action\nnew 1\nnew 2\nnew 3\n');
    expect(texts(await pass(follow([position], live)))).toEqual(['date,action', 'new 1', 'new 2', 'new 3']);
  });

  it('notices that one was truncated and has grown beyond the old place since', async () => {
    await writeFile(live, 'date,action\nold 1\n');
    const follower = follow();
    await pass(follower);
    await truncate(live, 0);
    await writeFile(live, 'date,action\nnew 1\nnew 2\n');
    expect(texts(await pass(follower))).toEqual(['date,action', 'new 1', 'new 2']);
    expect(notices).toEqual(['truncated']);
  });

  it('does the same after a restart', async () => {
    await writeFile(live, 'date,action\nold 1\n\n');
    const position = lastPosition(await pass(follow()));
    await truncate(live, 0);
    await writeFile(live, 'date,action\nnew 1\nnew 2\n');
    expect(texts(await pass(follow([position])))).toEqual(['date,action', 'new 1', 'new 2']);
  });
});

describe('what happens between two passes', () => {
  it('a copy and a truncation (copytruncate): the rest of the old content is read from the copy', async () => {
    await writeFile(live, 'one\n');
    const follower = follow();
    await pass(follower);
    await appendFile(live, 'two\n');
    await copyFile(live, join(folder, 'app.log.1'));
    await truncate(live, 0);
    await appendFile(live, 'three\n');
    expect(texts(await pass(follower)).sort()).toEqual(['three', 'two']);
  });

  it('a rotation and the packing of what was rotated: nothing is read twice', async () => {
    await writeFile(live, 'one\n');
    const follower = follow();
    await pass(follower);
    await appendFile(live, 'two\n');
    await rename(live, join(folder, 'app.log.1'));
    await writeFile(live, 'three\n');
    expect(texts(await pass(follower))).toEqual(['two', 'three']);
    await writeFile(join(folder, 'app.log.1.gz'), gzipSync('one\ntwo\n'));
    await rm(join(folder, 'app.log.1'));
    expect(texts(await pass(follower))).toEqual([]);
  });

  it('two rotations: every file is read', async () => {
    await writeFile(live, 'one\n');
    const follower = follow();
    await pass(follower);
    await appendFile(live, 'two\n');
    await rename(live, join(folder, 'app.log.2'));
    await writeFile(live, 'three\n');
    await utimes(live, new Date(1_000), new Date(1_000));
    await rename(live, join(folder, 'app.log.1'));
    await writeFile(live, 'four\n');
    expect(texts(await pass(follower))).toEqual(['two', 'three', 'four']);
  });

  it('a file removed and another one made that gets its inode', async () => {
    // The name of the old file is kept on the side, so that the new one is certain to have the same inode.
    await writeFile(live, 'old\n');
    const follower = follow([], live, { maximumOpenFiles: 0 });
    await pass(follower);
    await link(live, join(folder, 'side'));
    await rm(live);
    await pass(follower);
    await writeFile(join(folder, 'side'), 'new content\n');
    await rename(join(folder, 'side'), live);
    expect(texts(await pass(follower))).toEqual(['new content']);
  });

  it('nothing: the file is not opened and not looked into', async () => {
    const modified = new Date(5_000);
    await writeFile(live, 'one\n');
    await utimes(live, modified, modified);
    const follower = follow([], live, { maximumOpenFiles: 0 });
    await pass(follower);
    await utimes(live, new Date(1_000), modified);
    await pass(follower);
    expect((await stat(live)).atimeMs).toBe(1_000);
    expect(ends).toEqual([]);
  });
});

describe('a first line that comes slowly', () => {
  it('is read once, when it is complete', async () => {
    const follower = follow();
    await writeFile(live, '');
    expect(texts(await pass(follower))).toEqual([]);
    for (const part of ['o', 'n', 'e']) {
      await appendFile(live, part);
      expect(texts(await pass(follower))).toEqual([]);
    }
    await appendFile(live, '\n');
    expect(texts(await pass(follower))).toEqual(['one']);
  });

  it('gives events the ids they would have had at once, also where it is longer than what the head is made of', async () => {
    const first = 'x'.repeat(200_000);
    const follower = follow();
    await writeFile(live, first.slice(0, 70_000));
    await pass(follower);
    await appendFile(live, first.slice(70_000));
    await pass(follower);
    await appendFile(live, '\ntwo\n');
    const slow = await pass(follower);
    expect(slow.map(idOf)).toEqual((await readOnce()).map(idOf));
    expect(slow).toHaveLength(2);
  });

  it('is read without a newline when the file is removed', async () => {
    const follower = follow();
    await writeFile(live, 'only words');
    await pass(follower);
    await rm(live);
    expect(texts(await pass(follower))).toEqual(['only words']);
  });
});

describe('links', () => {
  it('reads a file once that has two names', async () => {
    await writeFile(live, 'one\n');
    await symlink(live, join(folder, 'current'));
    expect(texts(await pass(follow()))).toEqual(['one']);
  });

  it('follows a link that is turned to the next file, and reads the rest of the one before', async () => {
    const data = join(folder, 'data');
    await mkdir(data);
    const current = join(folder, 'current');
    await writeFile(join(data, '1'), 'one\n');
    await symlink(join(data, '1'), current);
    const follower = follow([], current);
    await pass(follower);
    await appendFile(join(data, '1'), 'two\n');
    await writeFile(join(data, '2'), 'three\n');
    await symlink(join(data, '2'), join(folder, 'next'));
    await rename(join(folder, 'next'), current);
    expect(texts(await pass(follower))).toEqual(['two', 'three']);
  });

  it('takes a link that leads nowhere for no file, until it leads somewhere', async () => {
    await symlink(join(folder, 'later'), live);
    const follower = follow([], live);
    expect(texts(await pass(follower))).toEqual([]);
    await writeFile(join(folder, 'later'), 'one\n');
    expect(texts(await pass(follower))).toEqual(['one']);
  });
});

describe('a file that can not be read', () => {
  it('is told of once, holds up no other, and is read when it can be', async () => {
    // A name that is gone when it is opened, and there again: what a lack of rights does to everybody but root.
    await writeFile(join(folder, 'other'), 'fine\n');
    const found: FoundFile[] = await discoverFiles([join(folder, 'other')]);
    const [template] = found;
    if (template === undefined) throw new Error('expected a file');
    await mkdir(live);
    const info = await stat(live);
    const broken = { ...template, path: live, device: info.dev, inode: info.ino };
    const follower = follow([], folder, { discover: async () => [broken, ...found] });
    expect(texts(await pass(follower))).toEqual(['fine']);
    await pass(follower);
    expect(notices).toEqual(['unreadable']);
    await rm(live, { recursive: true });
    await writeFile(live, 'now readable\n');
    found.splice(0, found.length, ...(await discoverFiles([live])));
    expect(texts(await pass(follower))).toEqual(['now readable']);
  });
});

describe('thousands of files', () => {
  it('keeps no more open than allowed, and still sees each of them grow', async () => {
    const names = Array.from({ length: 300 }, (_, i) => join(folder, `f${i}`));
    for (const name of names) await writeFile(name, `${name}\n`);
    const follower = follow([], join(folder, '*'), { maximumOpenFiles: 8 });
    const openFiles = async () => (await readdir('/proc/self/fd')).length;
    const before = await openFiles();
    expect(await pass(follower)).toHaveLength(300);
    expect((await openFiles()) - before).toBeLessThanOrEqual(8);
    clock += 1;
    for (const name of names) await appendFile(name, 'more\n');
    expect(texts(await pass(follower))).toEqual(names.map(() => 'more'));
    expect((await openFiles()) - before).toBeLessThanOrEqual(8);
  });

  it('spends no more than a tenth of the time on looking for them', async () => {
    let looks = 0;
    const follower = follow([], live, {
      discover: async () => {
        looks += 1;
        clock += 100;
        return [];
      },
    });
    for (let i = 0; i < 100; i += 1) {
      await pass(follower);
      clock += 10;
    }
    expect(looks).toBe(2);
  });

  it('does not open what was read to its end before a restart and has not changed', async () => {
    const modified = new Date(5_000);
    await writeFile(live, 'one\n');
    await utimes(live, modified, modified);
    await pass(follow());
    const known = ends;
    await utimes(live, new Date(1_000), modified);
    expect(await pass(follow(known))).toEqual([]);
    expect((await stat(live)).atimeMs).toBe(1_000);
    await appendFile(live, 'two\n');
    expect(texts(await pass(follow(known)))).toEqual(['two']);
  });

  it('gives up a file that was renamed away after ten quiet minutes, its last words included', async () => {
    await writeFile(live, 'one\ntw');
    const follower = follow([], live);
    await pass(follower);
    await rename(live, join(folder, 'away'));
    await appendFile(join(folder, 'away'), 'o');
    expect(await pass(follower)).toEqual([]);
    clock += 600_001;
    expect(texts(await pass(follower))).toEqual(['two']);
    expect(
      follower.isPresent(
        await openFile(join(folder, 'away')).then(async (file) => {
          const { dev, ino } = await file.stat();
          await file.close();
          return { device: dev, inode: ino };
        }),
      ),
    ).toBe(false);
  });
});

describe('reading once', () => {
  it.each([
    ['gzip', '.gz', gzipSync],
    ['zstd', '.zst', zstdCompressSync],
  ])('gives the lines of a %s file the ids they had uncompressed', async (_name, ending, compress) => {
    const content = 'one\nsame\nsame\n';
    await writeFile(live, content);
    const plain = await readOnce(live);
    await writeFile(`${live}${ending}`, compress(content));
    const compressed = await readOnce(`${live}${ending}`);
    expect(texts(compressed)).toEqual(['one', 'same', 'same']);
    expect(compressed.map(idOf)).toEqual(plain.map(idOf));
    expect(new Set(plain.map(idOf)).size).toBe(3);
  });

  it('gives a copy under another name the same ids', async () => {
    await writeFile(live, 'one\ntwo\n');
    await copyFile(live, join(folder, 'copy.txt'));
    const lines = await readOnce();
    expect(new Set(lines.map(idOf)).size).toBe(2);
  });

  it('takes the last line without a newline', async () => {
    await writeFile(live, 'one\ntwo');
    expect(texts(await readOnce())).toEqual(['one', 'two']);
  });

  it('does not move past a last line without a newline, which may still grow', async () => {
    await writeFile(live, 'one\ntw');
    const read = await readOnce();
    expect(read.map(({ line }) => line.open)).toEqual([false, true]);
    expect(lastPosition(read).offset).toBe(4);
    await appendFile(live, 'o\n');
    expect(texts(await readOnce(live, [lastPosition(read)]))).toEqual(['two']);
  });

  it.each([
    ['.gz', gzipSync],
    ['.zst', zstdCompressSync],
  ])('reads what is there of a %s file that is still being written, and the rest later', async (ending, pack) => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i} ${Math.random()}`);
    const whole = pack(`${lines.join('\n')}\n`);
    const path = `${live}${ending}`;
    await writeFile(path, whole.subarray(0, whole.length / 2));
    const follower = follow();
    const first = await pass(follower);
    expect(first.length).toBeGreaterThan(0);
    await writeFile(path, whole);
    expect([...texts(first), ...texts(await pass(follower))]).toEqual(lines);
  });

  it('tells of a packed file that is cut off, and of one that is broken', async () => {
    const whole = gzipSync(Buffer.from(Array.from({ length: 9_000 }, () => `${Math.random()}\n`).join('')));
    await writeFile(join(folder, 'a.gz'), whole.subarray(0, 30_000));
    await writeFile(join(folder, 'b.gz'), 'not gzip at all');
    await readOnce();
    expect(notices.sort()).toEqual(['unfinished', 'unreadable']);
  });
});
