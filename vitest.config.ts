import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const { name }: { name: string } = JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8'));

/**
 * One configuration for every package; each runs it with its own folder as root (`npm test -w libs/domain`).
 * The JSON report is what the closing count of a whole run is read from; it bears the package's name, because Nx
 * calls the project so and puts the report back with a cached result (`outputs` in nx.json).
 */
export default defineConfig({
  test: {
    include: ['src/**/*.spec.{ts,tsx}', 'cases/**/*.spec.ts'],
    reporters: ['default', 'json'],
    outputFile: { json: `${import.meta.dirname}/reports/vitest/${name}.json` },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
