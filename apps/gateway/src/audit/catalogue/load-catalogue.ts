import { readFile } from 'node:fs/promises';
import { type Catalogue, catalogue, extendCatalogue, parseCatalogueAdditions } from '@sekisho/audit-events';
import { ConfigError } from '@sekisho/platform';
import { z } from 'zod';

/**
 * The catalogue of this installation: ours, with the products, plans, categories and events that the operator's file adds.
 * Throws a `ConfigError` that names everything that is wrong with the file.
 */
export async function loadCatalogue(file: string | undefined): Promise<Catalogue> {
  if (file === undefined) return catalogue;
  try {
    return extendCatalogue(catalogue, parseCatalogueAdditions(JSON.parse(await readFile(file, 'utf8'))));
  } catch (error) {
    throw new ConfigError(
      reasonsOf(error).map((reason) => ({ variable: 'CATALOGUE_FILE', reason: `${file}: ${reason}` })),
    );
  }
}

function reasonsOf(error: unknown): readonly string[] {
  if (error instanceof z.ZodError) return error.issues.map(({ path, message }) => `${placeOf(path)}${message}`);
  if (error instanceof SyntaxError) return [`must be JSON (${error.message})`];
  return [`can't be read (${error instanceof Error ? error.message : String(error)})`];
}

/** `[0].categories[1].name.ja: `, as one would write it to get there. */
function placeOf(path: readonly PropertyKey[]): string {
  const place = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return place === '' ? '' : `${place}: `;
}
