import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { entraId } from '@sekisho/plugin-entra-id';
import { genericScim } from '@sekisho/plugin-generic-scim';
import { okta } from '@sekisho/plugin-okta';
import type { IdentityProvider } from '@sekisho/provider-kit';
import { afterEach, describe, expect, it } from 'vitest';
import { type MemoryScimService, startMemoryScimService } from './testing/memory-scim-service.ts';

const execute = promisify(execFile);

describe('the command', () => {
  const open: MemoryScimService[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((service) => service.close()));
  });

  async function start(provider: IdentityProvider): Promise<MemoryScimService> {
    const service = await startMemoryScimService({ provider });
    open.push(service);
    return service;
  }

  async function run(
    args: readonly string[],
    environment: Record<string, string> = {},
  ): Promise<{ readonly code: number; readonly output: string }> {
    try {
      const { stdout } = await execute(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
        env: { ...process.env, ...environment },
      });
      return { code: 0, output: stdout };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && 'stdout' in error && 'stderr' in error)) throw error;
      return { code: Number(error.code), output: `${error.stdout}${error.stderr}` };
    }
  }

  it('provisions a directory and says what it did', async () => {
    const { target, users } = await start(okta);
    const args = ['okta', '--base-url', target.scimBaseUrl, '--people', '20', '--cycles', '2'];
    const { code, output } = await run(args, { SCIM_TOKEN: target.token });
    expect(output).toMatch(/initial cycle: .* 20 users created/);
    expect(output).toMatch(/incremental cycle 2: /);
    expect(code).toBe(0);
    expect(users.size).toBe(22);
  });

  it('replays, and fails where the state is not what the provider expects', async () => {
    const right = await start(entraId);
    const wrong = await start(genericScim);
    const args = ({ target }: MemoryScimService): readonly string[] => [
      'entra-id',
      '--replay',
      '--base-url',
      target.scimBaseUrl,
      '--token',
      target.token,
    ];
    expect(await run(args(right))).toMatchObject({ code: 0 });
    const { code, output } = await run(args(wrong));
    expect(code).toBe(1);
    expect(output).toContain('FAILED disable-user-legacy-string');
  });

  it('explains itself when asked wrongly', async () => {
    const { code, output } = await run(['jump-cloud']);
    expect(code).toBe(2);
    expect(output).toContain('usage:');
  });
});
