import { promisify } from 'node:util';
import * as zlib from 'node:zlib';

/** How requests are packed. */
export type Compression = 'gzip' | 'zstd' | 'none';

/** What a user may ask for: `auto` packs on the way to other machines, and not on the way to this one. */
export type CompressionChoice = Compression | 'auto';

/** Zstandard came to Node with 22.15. */
export const hasZstd = typeof zlib.zstdCompress === 'function';

export function chooseCompression(choice: CompressionChoice, gatewayUrl: string): Compression {
  if (choice !== 'auto') return choice;
  const { hostname } = new URL(gatewayUrl);
  if (hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname)) return 'none';
  return hasZstd ? 'zstd' : 'gzip';
}

/** The quick levels: log lines pack well at any, and the time is better spent on the next batch. */
export async function compress(pieces: readonly Buffer[], compression: Compression): Promise<readonly Buffer[]> {
  switch (compression) {
    case 'none':
      return pieces;
    case 'gzip':
      return [await promisify(zlib.gzip)(Buffer.concat(pieces), { level: zlib.constants.Z_BEST_SPEED })];
    case 'zstd': {
      const params = { [zlib.constants.ZSTD_c_compressionLevel]: 1 };
      return [await promisify(zlib.zstdCompress)(Buffer.concat(pieces), { params })];
    }
  }
}
