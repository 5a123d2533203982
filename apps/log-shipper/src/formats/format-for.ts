import { readFile } from 'node:fs/promises';
import type { StreamName } from '../deliver/stream.ts';
import { csv } from './csv.ts';
import type { Format, FormatName } from './format.ts';
import { mapped } from './mapped.ts';
import { MappingInvalid, parseMapping } from './mapping.ts';
import { ndjson } from './ndjson.ts';
import type { Encoding } from './text-decoder.ts';

/**
 * Chooses the format of each source: by `--mapping`, by `--format`, or by the file's name (`.csv`, otherwise NDJSON).
 * Throws {@link MappingInvalid} at once rather than at the first line.
 */
export async function formatsFor(options: {
  readonly stream: StreamName;
  readonly format?: FormatName | undefined;
  readonly mappingPath?: string | undefined;
  readonly encoding: Encoding;
}): Promise<(path: string) => Format> {
  const columns = csv(options.encoding, options.stream);
  if (options.mappingPath !== undefined) {
    const path = options.mappingPath;
    const text = await readFile(path, 'utf8').catch((cause: Error) => {
      throw new MappingInvalid(
        `${path} を読み取れません (${cause.message})。`,
        `${path} is not readable (${cause.message}).`,
        {
          cause,
        },
      );
    });
    const format = mapped(parseMapping(text), options.encoding);
    return () => format;
  }
  return (path) => {
    const name = options.format ?? (/\.csv(?:\.\d+)?(?:\.gz|\.zst)?$/.test(path) ? 'csv' : 'ndjson');
    return name === 'csv' ? columns : ndjson;
  };
}
