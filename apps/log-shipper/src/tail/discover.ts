import { glob, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { FileLook } from './file-position.ts';

/** A regular file as it was found. */
export interface FoundFile extends FileLook {
  /** Absolute. */
  readonly path: string;
  readonly device: number;
  readonly inode: number;
}

/**
 * The files that paths, folders and globs name now, each path once; links are followed. Oldest change first, so that
 * rotated files come before the live one.
 */
export async function discoverFiles(patterns: readonly string[]): Promise<FoundFile[]> {
  const paths = new Set<string>();
  for (const pattern of patterns) for (const path of await expand(pattern)) paths.add(resolve(path));
  const found: FoundFile[] = [];
  const all = [...paths];
  for (let from = 0; from < all.length; from += atOnce) {
    const looks = await Promise.all(all.slice(from, from + atOnce).map(look));
    for (const file of looks) if (file !== null) found.push(file);
  }
  return found.sort((a, b) => a.modifiedMs - b.modifiedMs || (a.path < b.path ? -1 : 1));
}

const atOnce = 64;

async function look(path: string): Promise<FoundFile | null> {
  // What vanished since, or may not be looked at, is found again when it can be.
  const info = await stat(path).catch(() => null);
  if (info?.isFile() !== true) return null;
  return { path, device: info.dev, inode: info.ino, size: info.size, modifiedMs: info.mtimeMs };
}

async function expand(pattern: string): Promise<string[]> {
  // A name that exists is that name, whatever characters it has.
  const info = await stat(pattern).catch(() => null);
  if (info?.isDirectory() === true) return (await readdir(pattern)).map((name) => join(pattern, name));
  if (info !== null) return [pattern];
  const paths: string[] = [];
  for await (const path of glob(pattern)) paths.push(path);
  return paths;
}
