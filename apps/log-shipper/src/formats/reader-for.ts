import { readFile } from 'node:fs/promises';
import { csvReader } from './csv-reader.ts';
import type { FormatName, LineReader } from './format.ts';
import { mappingReader, parseMapping } from './mapping-reader.ts';
import { ndjsonReader } from './ndjson-reader.ts';

/**
 * Makes the reader of each source: by `--mapping`, by `--format`, or by the file's name (`.csv`, otherwise NDJSON).
 * Throws `MappingInvalid` at once rather than at the first line.
 */
export async function readersFor(options: {
  format?: FormatName | undefined;
  mappingPath?: string | undefined;
}): Promise<(path: string) => LineReader> {
  if (options.mappingPath !== undefined) {
    const mapping = parseMapping(await readFile(options.mappingPath, 'utf8'));
    return () => mappingReader(mapping);
  }
  return (path) => {
    const format = options.format ?? (/\.csv(\.gz|\.zst)?$/.test(path) ? 'csv' : 'ndjson');
    return format === 'csv' ? csvReader() : ndjsonReader;
  };
}
