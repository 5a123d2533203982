import fc from 'fast-check';

/**
 * Runs a property `PROPERTY_RUNS` times (1,000 without it; CI sets 10,000) and prints the seed, so that any run can be
 * had again with `PROPERTY_SEED`. For specs only.
 */
export function checkProperty(name: string, property: fc.IRawProperty<unknown>): void {
  const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 1_000);
  const seed = Number(process.env['PROPERTY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  process.stdout.write(`property "${name}": ${numRuns} runs, seed ${seed}\n`);
  fc.assert(property, { numRuns, seed });
}
