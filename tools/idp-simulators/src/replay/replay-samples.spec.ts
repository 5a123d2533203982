import { cloudgateUno } from '@sekisho/plugin-cloudgate-uno';
import { entraId } from '@sekisho/plugin-entra-id';
import { genericScim } from '@sekisho/plugin-generic-scim';
import { okta } from '@sekisho/plugin-okta';
import { onelogin } from '@sekisho/plugin-onelogin';
import type { IdentityProvider } from '@sekisho/provider-kit';
import { afterEach, describe, expect, it } from 'vitest';
import type { SimulatedProvider } from '../simulators.ts';
import { type MemoryScimService, startMemoryScimService } from '../testing/memory-scim-service.ts';
import { replaySamples } from './replay-samples.ts';

const plugins: readonly (readonly [SimulatedProvider, IdentityProvider])[] = [
  ['entra-id', entraId],
  ['okta', okta],
  ['onelogin', onelogin],
  ['cloudgate-uno', cloudgateUno],
];

describe('replaySamples', () => {
  const open: MemoryScimService[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((service) => service.close()));
  });

  async function start(provider: IdentityProvider): Promise<MemoryScimService> {
    const service = await startMemoryScimService({ provider });
    open.push(service);
    return service;
  }

  it.each(plugins)('%s: each published request gives the state that its provider expects', async (id, plugin) => {
    const { target } = await start(plugin);
    const checks = await replaySamples(id, target);
    expect(checks.filter((check) => !check.passed)).toEqual([]);
    expect(checks.length).toBeGreaterThan(10);
  });

  it('can be replayed to the same connection again', async () => {
    const { target } = await start(entraId);
    await replaySamples('entra-id', target);
    expect((await replaySamples('entra-id', target)).filter((check) => !check.passed)).toEqual([]);
  });

  it.each(['entra-id', 'onelogin', 'cloudgate-uno'] as const)('%s fails without its plugin', async (id) => {
    const { target } = await start(genericScim);
    const failed = (await replaySamples(id, target)).filter((check) => !check.passed);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed[0]?.detail).not.toBe('');
  });
});
