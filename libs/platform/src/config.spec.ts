import { isAbsolute, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';

function problemsOf(env: Record<string, string>, argv: string[] = []) {
  try {
    loadConfig(env, argv);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error('expected the configuration to be refused');
}

describe('loadConfig', () => {
  it('needs nothing: every default stands', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      role: 'all',
      demo: false,
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://127.0.0.1:3000',
      databaseUrl: undefined,
      clickhouse: undefined,
    });
    expect(isAbsolute(config.dataDir)).toBe(true);
    expect(config.exportDir).toBe(join(config.dataDir, 'exports'));
  });

  it('makes as many exports at once as the pool bears', () => {
    expect(loadConfig({}).exportsAtOnce).toBe(2);
    expect(loadConfig({ DATABASE_POOL_SIZE: '4' }).exportsAtOnce).toBe(1);
    expect(loadConfig({ EXPORTS_AT_ONCE: '4' }).exportsAtOnce).toBe(4);
    for (const given of [{ EXPORTS_AT_ONCE: '5' }, { EXPORTS_AT_ONCE: '9' }, { EXPORTS_AT_ONCE: '0' }]) {
      expect(problemsOf(given).map(({ variable }) => variable)).toEqual(['EXPORTS_AT_ONCE']);
    }
    expect(problemsOf({ EXPORTS_AT_ONCE: '2', DATABASE_POOL_SIZE: '4' })).toMatchObject([
      { variable: 'EXPORTS_AT_ONCE', reason: expect.stringContaining('DATABASE_POOL_SIZE') },
    ]);
  });

  it('names every problem at once, by variable', () => {
    const problems = problemsOf({ PORT: 'many', DATABASE_URL: 'mysql://x', LOG_LEVEL: 'loud', OPERATOR_KEY: 'short' }, [
      '--role',
      'both',
      '--fast',
    ]);
    expect(problems.map((p) => p.variable).sort()).toEqual([
      '--fast',
      '--role',
      'DATABASE_URL',
      'LOG_LEVEL',
      'OPERATOR_KEY',
      'PORT',
    ]);
    for (const problem of problems) expect(problem.reason.length).toBeGreaterThan(10);
  });

  it('never repeats a secret in what it prints', () => {
    expect(JSON.stringify(problemsOf({ OPERATOR_KEY: 'hunter2' }))).not.toContain('hunter2');
  });

  it('takes an empty variable for an absent one', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: '' }).port).toBe(3000);
  });

  it('refuses a cluster without a server', () => {
    expect(problemsOf({ CLICKHOUSE_CLUSTER: 'main' }).map((p) => p.variable)).toEqual(['CLICKHOUSE_CLUSTER']);
  });

  it.each([
    [['--role', 'worker'], 'worker'],
    [['--role=api'], 'api'],
    [[], 'all'],
  ] as const)('reads the role from %j', (argv, role) => {
    const servers = { DATABASE_URL: 'postgres://db/sekisho', CLICKHOUSE_URL: 'http://clickhouse:8123' };
    expect(loadConfig(servers, argv).role).toBe(role);
  });

  it('refuses to share embedded databases between processes', () => {
    expect(problemsOf({}, ['--role', 'api']).map((p) => p.variable)).toEqual(['DATABASE_URL', 'CLICKHOUSE_URL']);
  });

  it.each([
    [{ SECRET_KEY: 'short' }, 'SECRET_KEY'],
    [{ FORWARD_ALLOW_PRIVATE: 'yes' }, 'FORWARD_ALLOW_PRIVATE'],
    [{ SMTP_URL: 'mail.example.co.jp' }, 'SMTP_URL'],
    [{ MAIL_FROM: 'nobody' }, 'MAIL_FROM'],
  ])('refuses %j', (env, variable) => {
    expect(problemsOf(env).map((p) => p.variable)).toEqual([variable]);
  });

  it('keeps destinations outside our network, and files away, until an operator says otherwise', () => {
    expect(loadConfig({}).forwarding).toEqual({ fileDir: undefined, allowPrivate: false });
    const allowed = loadConfig({ FORWARD_FILE_DIR: '/var/lib/siem', FORWARD_ALLOW_PRIVATE: 'true' }).forwarding;
    expect(allowed).toEqual({ fileDir: '/var/lib/siem', allowPrivate: true });
  });

  it('takes the slash off the public address', () => {
    expect(loadConfig({ PUBLIC_URL: 'https://sekisho.example.co.jp/' }).publicUrl).toBe(
      'https://sekisho.example.co.jp',
    );
  });
});
