import { defineConfig } from '@playwright/test';

/** Tests in a real browser. The JSON report is what the closing count of a whole run is read from. */
export default defineConfig({
  testDir: 'admin-web',
  outputDir: '../reports/playwright/results',
  fullyParallel: false,
  workers: 1,
  retries: 0,
  timeout: 90_000,
  reporter: [['list'], ['json', { outputFile: '../reports/playwright/browser.json' }]],
});
