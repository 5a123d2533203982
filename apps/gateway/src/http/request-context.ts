import type { Ids, Logger } from '@sekisho/platform';
import type { NextFunction, Request, RequestHandler, Response } from 'express';

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

/** Gives every request an id (`X-Request-Id`), the caller's own where it sent an acceptable one. */
export function requestId(ids: Ids): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const given = request.get('x-request-id');
    response.locals.requestId = given !== undefined && acceptableId.test(given) ? given : ids.uuid();
    response.set('X-Request-Id', response.locals.requestId);
    next();
  };
}

/**
 * One log line a finished request. The path is logged without its query, which may hold names and addresses
 * (`filter=userName eq …`).
 */
export function accessLog(logger: Logger): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const started = performance.now();
    const path = request.path;
    response.on('close', () => {
      const facts = {
        requestId: response.locals.requestId,
        method: request.method,
        path,
        status: response.statusCode,
        durationMs: Math.round((performance.now() - started) * 10) / 10,
        ip: request.ip,
      };
      if (!response.writableFinished) logger.info({ ...facts, aborted: true }, 'request aborted');
      else logger.info(facts, 'request');
    });
    next();
  };
}
