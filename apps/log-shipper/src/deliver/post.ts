import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<IncomingHttpHeaders>;
  readonly text: string;
}

/**
 * Posts a body that lies in several pieces of memory. `fetch` would copy the whole of it twice on its way, which takes a
 * third of all the time that shipping takes. Redirects are not followed: they are answers.
 */
export function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: readonly Uint8Array[],
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise<Answer>((resolve, reject) => {
    const size = body.reduce((sum, { length }) => sum + length, 0);
    const request = clientFor(url).request(url, {
      method: 'POST',
      headers: { ...headers, 'Content-Length': String(size) },
      signal,
    });
    let isAnswered = false;
    request.once('response', (response) => {
      isAnswered = true;
      readAnswer(response).then(resolve, reject);
    });
    // An answer may come before the body has gone; what becomes of the rest then does not matter.
    request.on('error', (error) => {
      if (!isAnswered) reject(error);
    });
    for (const piece of body) request.write(piece);
    request.end();
  });
}

/**
 * Asked for rather than imported: an import reads all that a module exports, and with these comes the whole of `fetch` and
 * of TLS, which takes as long to load as everything else of a short run.
 */
function clientFor(url: string) {
  return process.getBuiltinModule(url.startsWith('https:') ? 'node:https' : 'node:http');
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece);
  return { status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(pieces).toString('utf8') };
}
