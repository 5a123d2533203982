import { describe, expect, it } from 'vitest';
import { completeLockfile, type Lockfile, lockfileProblems } from './lockfile.ts';

const incomplete: Lockfile = {
  lockfileVersion: 3,
  packages: {
    '': {},
    'node_modules/tool': {
      version: '2.0.0',
      dev: true,
      license: 'MIT',
      optionalDependencies: {
        '@tool/darwin-arm64': '2.0.0',
        '@tool/linux-x64-musl': '2.0.0',
        'fsevents-like': '^1.0.0',
      },
    },
    'node_modules/@tool/linux-x64-musl': { version: '2.0.0', os: ['linux'], cpu: ['x64'] },
  },
};

describe('the lock file', () => {
  it('gets the platforms that a registry did not carry, as npm would have written them', () => {
    const completed = completeLockfile(incomplete);
    expect(completed.packages['node_modules/@tool/darwin-arm64']).toEqual({
      version: '2.0.0',
      cpu: ['arm64'],
      dev: true,
      license: 'MIT',
      optional: true,
      os: ['darwin'],
    });
    expect(Object.keys(completed.packages)).toEqual([
      '',
      'node_modules/@tool/darwin-arm64',
      'node_modules/@tool/linux-x64-musl',
      'node_modules/tool',
    ]);
    expect(lockfileProblems(completed)).toEqual([]);
  });

  it('is refused while a platform is missing', () => {
    expect(lockfileProblems(incomplete)).toEqual([
      '@tool/darwin-arm64 is missing, so "npm ci" fails: run "npm run lock".',
    ]);
  });

  it('is refused with the address of a registry in it, and the message does not repeat the address', () => {
    const problems = lockfileProblems({
      packages: { 'node_modules/a': { version: '1.0.0', resolved: 'https://registry.invalid/a.tgz' } },
    });
    expect(problems).toEqual([expect.stringContaining('node_modules/a')]);
    expect(problems.join()).not.toContain('registry.invalid');
  });

  it('may name the folders of the workspace', () => {
    expect(
      lockfileProblems({ packages: { 'node_modules/@sekisho/domain': { resolved: 'libs/domain', link: true } } }),
    ).toEqual([]);
  });
});
