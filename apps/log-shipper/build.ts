/**
 * `npm run build -w apps/log-shipper`: one file that runs on a host with Node 22.17 or later and nothing else. The
 * licences of what is bundled stand at its end, as they ask to.
 */
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const outfile = join(import.meta.dirname, 'dist/log-shipper.mjs');

const { metafile } = await build({
  entryPoints: [join(import.meta.dirname, 'src/cli.ts')],
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  absWorkingDir: import.meta.dirname,
  outfile,
  metafile: true,
  legalComments: 'none',
  // cli-progress is CommonJS and asks for Node's own modules by `require`, which a module has not.
  banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
});

// Paths are relative to this folder.
process.chdir(import.meta.dirname);
const licences = await Promise.all([...packageFolders(Object.keys(metafile.inputs))].map(licenceOf));
await writeFile(outfile, `${await readFile(outfile, 'utf8')}\n${licences.map(asComment).join('\n')}\n`);
await chmod(outfile, 0o755);

/** Where the npm packages lie whose files were bundled. */
function packageFolders(inputs: readonly string[]): Set<string> {
  return new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []));
}

async function licenceOf(folder: string): Promise<string> {
  const file = (await readdir(folder)).find((name) => /^licen[cs]e/i.test(name));
  if (file === undefined) throw new Error(`${folder} has no licence file`);
  return `${basename(folder)}\n\n${(await readFile(join(folder, file), 'utf8')).trim()}`;
}

function asComment(text: string): string {
  return `/*\n${text.replaceAll('*/', '* /')}\n*/`;
}
