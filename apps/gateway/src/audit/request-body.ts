import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { RequestProblem } from '../admin/request-problem.ts';

/** Bytes a request may have once it is unpacked. Senders with more make several requests. */
export const maximumBodyBytes = 512 * 1024 * 1024;

/**
 * The body without its `Content-Encoding`, read as fast as it is taken. Throws {@link RequestProblem}: 415 for an
 * encoding we don't know, 400 when the packing is broken, 413 beyond {@link maximumBodyBytes}.
 */
export async function* readBody(request: IncomingMessage, limit = maximumBodyBytes): AsyncGenerator<Buffer> {
  const unpacked = unpack(request);
  let bytes = 0;
  try {
    // A reader that stops early must not destroy the request: its connection still has the answer to carry.
    for await (const chunk of unpacked.iterator({ destroyOnReturn: unpacked !== request })) {
      bytes += chunk.length;
      if (bytes > limit) throw tooLarge(limit);
      yield chunk;
    }
  } catch (error) {
    throw isPackingError(error) ? brokenPacking() : error;
  }
}

function unpack(request: IncomingMessage): Readable {
  const encoding = (request.headers['content-encoding'] ?? 'identity').toLowerCase();
  switch (encoding) {
    case 'identity':
      return request;
    case 'gzip':
    case 'x-gzip':
      return through(request, createGunzip({ chunkSize }));
    case 'zstd':
      return through(request, createZstdDecompress({ chunkSize }));
    default:
      throw new RequestProblem(
        415,
        'request.unsupported-media-type',
        {
          ja: `Content-Encoding: ${encoding} には対応していません。gzip か zstd を使うか、圧縮せずに送ってください。`,
          en: `Content-Encoding: ${encoding} is not supported. Use gzip or zstd, or send the events as they are.`,
        },
        { headers: { 'Accept-Encoding': 'gzip, zstd' } },
      );
  }
}

const chunkSize = 256 * 1024;

/** `pipe` alone would leave the reader waiting for ever when the sender goes away. */
function through(request: IncomingMessage, transform: Transform): Readable {
  request.once('close', () => {
    if (!request.readableEnded) transform.destroy(new Error('The sender went away'));
  });
  return request.pipe(transform);
}

/** zlib's errors are `Z_…` or `ERR_…ZSTD…`, and ERR_BUFFER_TOO_LARGE and the like of a damaged header. */
function isPackingError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(?:Z_|ZSTD_|ERR_ZSTD|ERR_ZLIB)/.test(String(error.code));
}

function brokenPacking(): RequestProblem {
  return new RequestProblem(400, 'request.malformed', {
    ja: '本文の圧縮を展開できませんでした。Content-Encoding と実際の圧縮方式が一致しているか確認してください。',
    en: 'The body could not be unpacked. Check that Content-Encoding names the compression that was used.',
  });
}

function tooLarge(limit: number): RequestProblem {
  return new RequestProblem(413, 'request.too-large', {
    ja: `展開後の本文は ${limit / 1024 / 1024} MB までです。複数のリクエストに分けて送ってください。`,
    en: `The body may have at most ${limit / 1024 / 1024} MB once it is unpacked. Send several requests.`,
  });
}
