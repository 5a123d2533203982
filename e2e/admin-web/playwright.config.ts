import { defineConfig } from '@playwright/test';
import { browserArguments, browserExecutable } from './browser.ts';

/**
 * The admin web app in a real Chromium, served by a real gateway with its embedded databases. One worker: the tests of a
 * file build on each other, as a working day does, and the machine has other things to do.
 */
export default defineConfig({
  testDir: '.',
  outputDir: '../../reports/playwright/admin-web',
  globalSetup: './build-app.ts',
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: '../../reports/playwright/admin-web.json' }]],
  use: {
    headless: true,
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    viewport: { width: 1360, height: 900 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: await browserExecutable(), args: [...browserArguments] },
  },
});
