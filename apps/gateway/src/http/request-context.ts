import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Ids, Logger } from '@sekisho/platform';
import type { RequestHandler } from 'express';

declare global {
  namespace Express {
    interface Locals {
      /** Ties log lines, problem reports and a caller's question together. */
      requestId: string;
    }
  }
}

/** A caller's own id is taken over only in a harmless shape: it ends up in logs. */
const acceptableId = /^[A-Za-z0-9._-]{8,64}$/;

/** Gives a request an id (`X-Request-Id`), the caller's own where it sent an acceptable one. */
export function identifyRequest(ids: Ids, request: IncomingMessage, response: ServerResponse): string {
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && acceptableId.test(given) ? given : ids.uuid();
  response.setHeader('X-Request-Id', id);
  return id;
}

/** {@link identifyRequest} for Express, whose handlers find the id in `locals`. */
export function requestId(ids: Ids): RequestHandler {
  return (request, response, next) => {
    response.locals.requestId = identifyRequest(ids, request, response);
    next();
  };
}

/** What an access log says of a request, beside its outcome. */
export interface LoggedRequest {
  readonly requestId: string;
  /** Without the query, which may hold names and addresses (`filter=userName eq …`). */
  readonly path: string;
  /** The client's. Asked for only when there is something to log. */
  readonly ip: () => string | undefined;
}

/** Writes one log line when the request has ended. */
export function logWhenEnded(
  logger: Logger,
  request: IncomingMessage,
  response: ServerResponse,
  { requestId, path, ip }: LoggedRequest,
): void {
  if (!logger.isLevelEnabled('info')) return;
  const started = performance.now();
  response.on('close', () => {
    const facts = {
      requestId,
      method: request.method,
      path,
      status: response.statusCode,
      durationMs: Math.round((performance.now() - started) * 10) / 10,
      ip: ip(),
    };
    if (!response.writableFinished) logger.info({ ...facts, aborted: true }, 'request aborted');
    else logger.info(facts, 'request');
  });
}

/** {@link logWhenEnded} for Express. */
export function accessLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const { requestId } = response.locals;
    logWhenEnded(logger, request, response, { requestId, path: request.path, ip: () => request.ip });
    next();
  };
}
