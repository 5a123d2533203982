import { readFile, writeFile } from 'node:fs/promises';
import { completeLockfile, type Lockfile } from './lockfile.ts';

const path = new URL('../../../../package-lock.json', import.meta.url);
const lock: Lockfile = JSON.parse(await readFile(path, 'utf8'));
await writeFile(path, `${JSON.stringify(completeLockfile(lock), null, 2)}\n`);
