import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { JsonValue } from '@sekisho/provider-kit';
import { assertSafeJson, ScimError, scimLimits } from '@sekisho/scim-core';

/**
 * The body of a request as JSON that is safe to look at: within its bounds, well-formed, nothing that reaches a
 * prototype. `onBytes` sees what came before it is judged.
 */
export async function readJsonBody(request: IncomingMessage, onBytes: (bytes: Buffer) => void): Promise<JsonValue> {
  assertMediaType(request);
  const bytes = await readBytes(request);
  onBytes(bytes);
  assertShallow(bytes);
  if (!isUtf8(bytes)) {
    throw new ScimError(400, 'invalidSyntax', {
      ja: 'リクエスト本文が UTF-8 ではありません。',
      en: 'The body is not UTF-8.',
    });
  }
  const body = parseJson(bytes);
  assertSafeJson(body);
  return body;
}

/** RFC 7644 §3.8: `application/scim+json`; `application/json` too. Without a type it can only be JSON. */
function assertMediaType(request: IncomingMessage): void {
  const type = request.headers['content-type'];
  const encoding = request.headers['content-encoding'];
  if (type !== undefined && !/^\s*application\/(scim\+)?json\s*(;\s*charset\s*=\s*"?utf-8"?\s*|;[^;]*)*$/i.test(type)) {
    throw new ScimError(415, undefined, {
      ja: 'Content-Type には application/scim+json または application/json を指定してください。',
      en: 'The Content-Type must be application/scim+json or application/json.',
    });
  }
  if (type !== undefined && /charset\s*=(?!\s*"?utf-?8"?\s*(?:;|$))/i.test(type)) {
    throw new ScimError(415, undefined, {
      ja: 'リクエスト本文は UTF-8 で送信してください（charset=utf-8）。',
      en: 'Send the body in UTF-8 (charset=utf-8).',
    });
  }
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new ScimError(415, undefined, {
      ja: '圧縮されたリクエスト本文（Content-Encoding）には対応していません。',
      en: 'Compressed bodies (Content-Encoding) are not supported.',
    });
  }
}

function readBytes(request: IncomingMessage): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > scimLimits.bulkPayloadSize) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= scimLimits.bulkPayloadSize) chunks.push(chunk);
      else {
        // What follows is read and dropped: closing the connection now could lose the answer on its way.
        chunks.length = 0;
        reject(tooLarge());
      }
    });
    request.on('end', () =>
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
    );
    request.on('error', reject);
    request.on('close', () => {
      // Every request closes; an error made for each would cost more than reading most of them does.
      if (!request.readableEnded) reject(new RequestAbortedError());
    });
  });
}

/** The client went away before its request was whole. Nobody is there to answer. */
export class RequestAbortedError extends Error {
  constructor() {
    super('The client closed the connection before its request was complete');
    this.name = 'RequestAbortedError';
  }
}

/** Bytes from which on it pays to look at the nesting before parsing. */
const largeBody = 32_768;
/** Far above what {@link assertSafeJson} lets pass: this only keeps the parser from building what it would refuse. */
const maximumDepth = 64;

/** Refuses a large body nested by the hundred thousand while it is still bytes: building it takes the parser a second. */
function assertShallow(bytes: Buffer): void {
  if (bytes.length < largeBody) return;
  let depth = 0;
  let inString = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (inString) {
      if (byte === backslash) index += 1;
      else if (byte === quotationMark) inString = false;
    } else if (byte === quotationMark) inString = true;
    else if (byte === openBracket || byte === openBrace) {
      depth += 1;
      if (depth > maximumDepth) {
        throw new ScimError(400, 'invalidSyntax', {
          ja: 'リクエスト本文の入れ子が深すぎます。',
          en: 'The body is nested too deep.',
        });
      }
    } else if (byte === closeBracket || byte === closeBrace) depth -= 1;
  }
}

const [quotationMark, backslash, openBracket, closeBracket, openBrace, closeBrace] = Buffer.from('"\\[]{}');

function tooLarge(): ScimError {
  return new ScimError(413, undefined, {
    ja: `リクエスト本文が大きすぎます（上限 ${scimLimits.bulkPayloadSize} バイト）。分割して送信してください。`,
    en: `The body is too large (at most ${scimLimits.bulkPayloadSize} bytes). Send it in parts.`,
  });
}

function parseJson(bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch (cause) {
    throw new ScimError(
      400,
      'invalidSyntax',
      {
        ja: 'リクエスト本文を JSON として読み取れません。',
        en: 'The body is not JSON.',
      },
      { cause },
    );
  }
}
