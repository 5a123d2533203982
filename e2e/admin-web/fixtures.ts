import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { type GatewayProcess, startGateway } from '@sekisho/gateway-process';

/**
 * What every test here has: a gateway with embedded databases, and pages that are watched. Files share a gateway and make
 * an organisation each; a file that needs an untouched one names it by `test.use({ gatewayOf })`. A page that writes
 * an error to the console, breaks its content security policy or asks another host for anything fails its test.
 */
export const test = base.extend<{ page: Page }, { gateway: GatewayProcess; gatewayOf: string }>({
  gatewayOf: ['anybody', { scope: 'worker', option: true }],
  gateway: [
    async ({ gatewayOf }, use) => {
      const dataDir = await mkdtemp(join(tmpdir(), `sekisho-${gatewayOf}-`));
      const gateway = await startGateway({
        dataDir,
        env: {
          LOG_LEVEL: 'warn',
          SCIM_RATE_PER_SECOND: '10000',
          SCIM_RATE_BURST: '10000',
          // Receivers of forwarded events listen on this machine.
          FORWARD_ALLOW_PRIVATE: 'true',
        },
      });
      await use(gateway);
      await gateway.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  page: async ({ page, gateway }, use) => {
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(`error on the page: ${error.message}`));
    page.on('console', (message) => {
      // Chromium itself notes each refused request; a refusal is an answer, and the tests look at how it is shown.
      const refusal = /^Failed to load resource: the server responded with a status of 4\d\d/.test(message.text());
      if (message.type() === 'error' && !refusal) faults.push(`console: ${message.text()}`);
    });
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      const own = origin === new URL(gateway.baseUrl).origin || protocol === 'blob:' || protocol === 'data:';
      if (!own) faults.push(`request to another host: ${request.url()}`);
    });
    await use(page);
    expect(faults).toEqual([]);
  },
});

export { expect };

/** The address that the gateway printed for making the first organisation. */
export function firstRunAddress(gateway: GatewayProcess): string {
  const address = /http\S+\/first-run\?token=\S+/.exec(gateway.output())?.[0];
  if (address === undefined) throw new Error(`no first-run link in:\n${gateway.output()}`);
  return address;
}

/** Signs in on the page and waits for the home page. */
export async function signIn(page: Page, baseUrl: string, person: { email: string; password: string }): Promise<void> {
  await page.goto(`${baseUrl}/sign-in`);
  await page.locator('input[name=email]').fill(person.email);
  await page.locator('input[name=password]').fill(person.password);
  await page.locator('button[type=submit]').click();
  await page.waitForURL(`${baseUrl}/`);
  // The address changes first. Until the page does, the buttons are still those of the sign-in page.
  await expect(page.locator('input[name=password]')).toHaveCount(0);
}
