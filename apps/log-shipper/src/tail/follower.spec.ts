import { appendFile, copyFile, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discoverFiles } from './discover.ts';
import { eventIdOf, type FilePosition } from './file-identity.ts';
import { createFollower, type Follower } from './follower.ts';
import type { SourceLine } from './source-line.ts';

let folder: string;
let live: string;
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

function follow(known: readonly FilePosition[] = [], pattern = join(folder, '*')): Follower {
  const follower = createFollower({
    discover: () => discoverFiles([pattern]),
    known,
    onNotice: ({ what }) => notices.push(what),
  });
  open.push(follower);
  return follower;
}

async function pass(follower: Follower, final = false): Promise<SourceLine[]> {
  const lines: SourceLine[] = [];
  for await (const line of follower.pass({ final })) lines.push(line);
  return lines;
}
const texts = (lines: readonly SourceLine[]) => lines.map((line) => line.bytes.toString());
const idOf = (line: SourceLine) => eventIdOf(line.head, line.start, line.bytes);

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
    const [first] = await pass(follow());
    if (first?.after == null) throw new Error('expected a position');
    await rename(live, join(folder, 'app.log.1'));
    expect(texts(await pass(follow([first.after])))).toEqual(['two']);
  });

  it('does not trust a checkpoint of another file with the same name', async () => {
    await writeFile(live, 'one\ntwo\n');
    const lines = await pass(follow());
    const last = lines.at(-1)?.after;
    if (last == null) throw new Error('expected a position');
    await rm(live);
    await writeFile(live, 'other content\ntwo\n');
    expect(texts(await pass(follow([last])))).toEqual(['other content', 'two']);
  });
});

describe('reading once', () => {
  it.each([
    ['gzip', '.gz', gzipSync],
    ['zstd', '.zst', zstdCompressSync],
  ])('gives the lines of a %s file the ids they had uncompressed', async (_name, ending, compress) => {
    const content = 'one\nsame\nsame\n';
    await writeFile(live, content);
    const plain = await pass(follow([], live), true);
    await writeFile(`${live}${ending}`, compress(content));
    const compressed = await pass(follow([], `${live}${ending}`), true);
    expect(texts(compressed)).toEqual(['one', 'same', 'same']);
    expect(compressed.map(idOf)).toEqual(plain.map(idOf));
    expect(new Set(plain.map(idOf)).size).toBe(3);
  });

  it('gives a copy under another name the same ids', async () => {
    await writeFile(live, 'one\ntwo\n');
    await copyFile(live, join(folder, 'copy.txt'));
    const lines = await pass(follow(), true);
    expect(new Set(lines.map(idOf)).size).toBe(2);
  });

  it('takes the last line without a newline', async () => {
    await writeFile(live, 'one\ntwo');
    expect(texts(await pass(follow(), true))).toEqual(['one', 'two']);
  });
});
