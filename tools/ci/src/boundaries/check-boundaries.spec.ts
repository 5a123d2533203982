import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBoundaryViolations } from './check-boundaries.ts';

/** A workspace in small, in which every import keeps to the rules. */
const cleanWorkspace: Readonly<Record<string, string>> = {
  'libs/domain/src/index.ts': "export * from './role.ts';\n",
  'libs/domain/src/role.ts': "export type Role = 'member';\nexport const roles: readonly Role[] = ['member'];\n",
  'libs/provider-kit/src/index.ts': 'export interface IdentityProvider { readonly id: string }\n',
  'libs/storage/src/index.ts': "import { roles } from '@sekisho/domain';\nexport const stored = roles.length;\n",
  'libs/application/src/index.ts': "export { stored } from '@sekisho/storage';\n",
  'apps/gateway/src/main.ts':
    "import { stored } from '@sekisho/application';\nimport { okta } from '@sekisho/plugin-okta';\nexport const all = [stored, okta];\n",
  'plugins/okta/src/index.ts':
    "import type { IdentityProvider } from '@sekisho/provider-kit';\nexport const okta: IdentityProvider = { id: 'okta' };\n",
};
const packageNames: Readonly<Record<string, string>> = {
  domain: 'libs/domain',
  'provider-kit': 'libs/provider-kit',
  storage: 'libs/storage',
  application: 'libs/application',
  gateway: 'apps/gateway',
  'plugin-okta': 'plugins/okta',
};

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sekisho-fence-'));
  for (const [file, text] of Object.entries(cleanWorkspace)) await write(file, text);
  await mkdir(join(root, 'node_modules/@sekisho'), { recursive: true });
  for (const [name, folder] of Object.entries(packageNames)) {
    const manifest = { name: `@sekisho/${name}`, type: 'module', exports: { '.': './src/index.ts' } };
    await write(`${folder}/package.json`, JSON.stringify(manifest));
    await symlink(join(root, folder), join(root, 'node_modules/@sekisho', name));
  }
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('the fence between packages', () => {
  it('lets a workspace pass that keeps to it', async () => {
    const { files, violations } = await findBoundaryViolations(root);
    expect(violations).toEqual([]);
    expect(files).toBeGreaterThanOrEqual(Object.keys(cleanWorkspace).length);
  });

  it.each([
    [
      'a lib that imports upwards',
      'libs/domain/src/bad.ts',
      "export * from '@sekisho/storage';",
      'libs-domain-imports',
    ],
    [
      'an upward import of a type only',
      'libs/domain/src/bad.ts',
      "import type { stored } from '@sekisho/storage';\nexport type Bad = typeof stored;",
      'libs-domain-imports',
    ],
    [
      'an upward import inside a type',
      'libs/domain/src/bad.ts',
      "export type Bad = typeof import('@sekisho/storage').stored;",
      'import-inside-a-type',
    ],
    [
      'an upward import made while running',
      'libs/domain/src/bad.ts',
      "export const bad = () => import('@sekisho/storage');",
      'libs-domain-imports',
    ],
    [
      'a relative path that escapes upwards',
      'libs/domain/src/bad.ts',
      "export { stored } from '../../storage/src/index.ts';",
      'libs-domain-imports',
    ],
    [
      'a relative path into a package it may import by name',
      'libs/storage/src/bad.ts',
      "export { roles } from '../../domain/src/role.ts';",
      'relative-path-into-another-package',
    ],
    [
      'a file that the other package does not export',
      'libs/storage/src/bad.ts',
      "export { roles } from '@sekisho/domain/src/role.ts';",
      'not-found',
    ],
    [
      'an app that imports another app',
      'apps/log-shipper/src/bad.ts',
      "export { all } from '../../gateway/src/main.ts';",
      'apps-log-shipper-imports',
    ],
    [
      'a tool that imports an app',
      'tools/bench/src/bad.ts',
      "export { all } from '../../../apps/gateway/src/main.ts';",
      'tools-any-imports',
    ],
    [
      'an end-to-end test that imports an app',
      'e2e/faults/bad.spec.ts',
      "import '../../apps/gateway/src/main.ts';",
      'e2e-imports',
    ],
    [
      'a plugin that imports another lib of ours',
      'plugins/okta/src/bad.ts',
      "export * from '@sekisho/domain';",
      'plugin-imports',
    ],
    ['a plugin that reaches for SQL', 'plugins/okta/src/bad.ts', "export { sql } from 'kysely';", 'plugin-imports'],
    ['a plugin that does I/O', 'plugins/okta/src/bad.ts', "export { readFile } from 'node:fs';", 'plugin-imports'],
    ["a plugin's spec that reaches for HTTP", 'plugins/okta/src/x.spec.ts', "import 'express';", 'plugin-spec-imports'],
    ['a pure lib that does I/O', 'libs/domain/src/bad.ts', "export { get } from 'node:http';", 'pure-libs-do-no-io'],
    [
      'a package that no rule knows',
      'libs/brand-new/src/bad.ts',
      "export * from '@sekisho/domain';",
      'unlisted-package-imports',
    ],
    [
      'files that import each other',
      'libs/domain/src/role.ts',
      "import type { loop } from './index.ts';\nexport type Role = typeof loop;",
      'circular',
    ],
  ])('stops %s', async (_case, file, text, rule) => {
    await write(file, text);
    const { violations } = await findBoundaryViolations(root);
    expect(violations.map((violation) => violation.rule)).toContain(rule);
  });
});

async function write(file: string, text: string): Promise<void> {
  const path = join(root, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
