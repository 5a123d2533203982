import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';

/**
 * One configuration for every package; each runs it with its own folder as root (`npm test -w libs/domain`).
 * The JSON report is what the closing count of a whole run is read from.
 */
export default defineConfig({
  test: {
    include: ['src/**/*.spec.{ts,tsx}', 'cases/**/*.spec.ts'],
    reporters: ['default', 'json'],
    outputFile: { json: `${import.meta.dirname}/reports/vitest/${basename(process.cwd())}.json` },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
