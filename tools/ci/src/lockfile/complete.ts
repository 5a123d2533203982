import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workspaceRoot } from '../run-step.ts';
import { completeLockfile } from './lockfile.ts';

const path = join(workspaceRoot, 'package-lock.json');
await writeFile(path, `${JSON.stringify(completeLockfile(JSON.parse(await readFile(path, 'utf8'))), null, 2)}\n`);
