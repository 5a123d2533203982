import { glob, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** The files that paths, folders and globs name now: absolute, each once, oldest change first, so that rotated files come before the live one. */
export async function discoverFiles(patterns: readonly string[]): Promise<string[]> {
  const found = new Map<string, number>();
  for (const pattern of patterns) {
    for (const path of await expand(pattern)) {
      const info = await stat(path).catch(() => null);
      if (info?.isFile() === true) found.set(resolve(path), info.mtimeMs);
    }
  }
  return [...found].sort(([a, aTime], [b, bTime]) => aTime - bTime || (a < b ? -1 : 1)).map(([path]) => path);
}

async function expand(pattern: string): Promise<string[]> {
  const info = await stat(pattern).catch(() => null);
  if (info?.isFile() === true) return [pattern];
  const paths: string[] = [];
  for await (const path of glob(info?.isDirectory() === true ? join(pattern, '*') : pattern)) paths.push(path);
  return paths;
}
