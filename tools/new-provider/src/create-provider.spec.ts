import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProvider, InvalidProvider } from './create-provider.ts';

const workspace = join(import.meta.dirname, '../../..');

/** What the tool and the new plugin's tests read of the workspace; packages come from the real one. */
const needed = [
  'apps/gateway/src/providers.ts',
  'apps/gateway/package.json',
  'tsconfig.base.json',
  'vitest.config.ts',
  'biome.json',
  '.gitignore',
];

describe('createProvider', () => {
  let root = '';

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'new-provider-'));
    for (const file of needed) {
      mkdirSync(join(root, file, '..'), { recursive: true });
      copyFileSync(join(workspace, file), join(root, file));
    }
    symlinkSync(join(workspace, 'node_modules'), join(root, 'node_modules'));
  });

  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  function run(command: string, args: readonly string[], folder = root): string {
    return execFileSync(join(workspace, 'node_modules/.bin', command), args, { cwd: folder, encoding: 'utf8' });
  }

  it('makes a plugin that passes the contract suite, type-checks and is formatted, at once', () => {
    createProvider({ root, id: 'google-workspace', displayName: "Google's Workspace" });
    const folder = join(root, 'plugins/google-workspace');
    expect(run('vitest', ['run', '--config', '../../vitest.config.ts', '--root', '.'], folder)).toMatch(/passed/);
    expect(run('tsc', ['--noEmit', '-p', 'tsconfig.json'], folder)).toBe('');
    run('biome', ['check', '--vcs-enabled=false', 'plugins', 'apps/gateway/src/providers.ts']);
  });

  it('registers it with the gateway: import, list, dependency', () => {
    createProvider({ root, id: 'jump-cloud', displayName: 'JumpCloud' });
    createProvider({ root, id: 'keycloak', displayName: 'Keycloak' });
    const providers = readFileSync(join(root, 'apps/gateway/src/providers.ts'), 'utf8');
    expect(providers).toContain("import { jumpCloud } from '@sekisho/plugin-jump-cloud';");
    const names = /= \[([^\]]*)\]/
      .exec(providers)?.[1]
      ?.split(',')
      .map((name) => name.trim());
    expect(names?.filter((name) => name !== '').slice(-3)).toEqual(['jumpCloud', 'keycloak', 'genericScim']);
    const manifest: unknown = JSON.parse(readFileSync(join(root, 'apps/gateway/package.json'), 'utf8'));
    expect(manifest).toMatchObject({
      dependencies: { '@sekisho/plugin-jump-cloud': '*', '@sekisho/plugin-keycloak': '*' },
    });
    run('biome', ['check', '--vcs-enabled=false', 'plugins', 'apps/gateway/src/providers.ts']);
  });

  it.each([
    ['Entra', 'an id in capitals'],
    ['two--hyphens', 'two hyphens'],
    ['../outside', 'a path'],
    ['', 'nothing'],
    ['x'.repeat(41), 'too long an id'],
  ])('refuses %s (%s) and writes nothing', (id) => {
    const before = readFileSync(join(root, 'apps/gateway/src/providers.ts'), 'utf8');
    expect(() => createProvider({ root, id, displayName: 'X' })).toThrow(InvalidProvider);
    expect(existsSync(join(root, 'plugins'))).toBe(false);
    expect(readFileSync(join(root, 'apps/gateway/src/providers.ts'), 'utf8')).toBe(before);
  });

  it('refuses an id that is taken', () => {
    createProvider({ root, id: 'keycloak', displayName: 'Keycloak' });
    expect(() => createProvider({ root, id: 'keycloak', displayName: 'Keycloak' })).toThrow('plugins/keycloak exists');
  });

  it('finds a name for an id that is a word of the language', () => {
    createProvider({ root, id: 'new', displayName: '新しい IdP' });
    expect(readFileSync(join(root, 'plugins/new/src/plugin.ts'), 'utf8')).toContain('export const newProvider:');
  });
});
