import type { ServerResponse } from 'node:http';
import type { JsonObject } from '@sekisho/provider-kit';
import { versionTag } from '@sekisho/scim-core';
import type { ScimReply } from '../exchange.ts';
import { encodePieces } from './encode-pieces.ts';

/** Writes a reply. `shape` is the plugin's last look at what is sent. */
export function sendReply(
  response: ServerResponse,
  reply: ScimReply,
  options: { readonly shape?: ((body: JsonObject) => JsonObject) | undefined; readonly bodiless: boolean },
): void {
  const headers: Record<string, string | number> = { 'Cache-Control': 'no-store', ...reply.headers };
  if (reply.version !== undefined) headers['ETag'] = versionTag(reply.version);
  if (reply.location !== undefined) {
    headers['Location'] = reply.location;
    // RFC 7643 §3.1: `meta.location` is the same as this one.
    headers['Content-Location'] = reply.location;
  }
  if (reply.body === undefined) {
    response.writeHead(reply.status, headers).end();
    return;
  }
  // Pieces are encoded once, for their length and for the wire; a small text goes out together with its headers.
  const body =
    reply.pieces === undefined ? JSON.stringify(options.shape?.(reply.body) ?? reply.body) : encodePieces(reply.pieces);
  headers['Content-Type'] = 'application/scim+json; charset=utf-8';
  headers['Content-Length'] = Buffer.byteLength(body);
  response.writeHead(reply.status, headers).end(options.bodiless ? undefined : body);
}
