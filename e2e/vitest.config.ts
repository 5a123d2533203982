import { defineConfig } from 'vitest/config';

/** End-to-end tests without a browser. One file after another: each runs whole gateways and kills some of them. */
export default defineConfig({
  test: {
    include: ['{scim,audit,demo,log-shipper,faults}/**/*.spec.ts'],
    reporters: ['default', 'json'],
    outputFile: { json: `${import.meta.dirname}/../reports/vitest/@sekisho/e2e.json` },
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
