import { movedTo, readDemoFile, writeDemoFile } from './demo-file.ts';
import { makeDemo } from './make-demo.ts';
import { openProgress } from './progress.ts';

/** Started by the gateway's `--demo`. Finds the demo that is there and leaves it, or makes it. */

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is missing: the gateway starts this with --demo.`);
  return value;
}

const baseUrl = required('DEMO_BASE_URL');
const path = required('DEMO_FILE');
const tell = (line: string) => process.stdout.write(`demo: ${line}\n`);

const found = await readDemoFile(path);
if (found === null) {
  const progress = await openProgress(`${path}.partial`);
  await writeDemoFile(path, await makeDemo({ baseUrl, operatorKey: required('DEMO_OPERATOR_KEY'), progress, tell }));
  await progress.clear();
} else if (found.baseUrl !== baseUrl) {
  await writeDemoFile(path, movedTo(found, baseUrl));
}
tell(`The demo is ready. Sign in at ${baseUrl} with admin.email and admin.password from ${path}`);
