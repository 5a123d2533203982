import type { Logger } from '@sekisho/platform';
import { isDatabaseUnavailable } from '@sekisho/storage';
import type { ErrorRequestHandler, RequestHandler } from 'express';

/** What no module answers: an address that does not exist. */
export const notFound: RequestHandler = (request, response) => {
  response
    .status(404)
    .type('application/problem+json')
    .json({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: `There is nothing at ${request.path}. The API is described at /docs.`,
      detailLocalised: {
        ja: `${request.path} には何もありません。API の説明は /docs にあります。`,
        en: `There is nothing at ${request.path}. The API is described at /docs.`,
      },
    });
};

/** The last error handler: modules translate their own errors; what comes here was not expected. */
export function unexpectedError(logger: Logger): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) return next(error);
    const away = isDatabaseUnavailable(error);
    const status = away ? 503 : 500;
    if (away) response.set('Retry-After', '5');
    else logger.error({ err: error, requestId: response.locals.requestId, path: request.path }, 'unexpected error');
    response
      .status(status)
      .type('application/problem+json')
      .json({
        type: 'about:blank',
        title: away ? 'Service Unavailable' : 'Internal Server Error',
        status,
        requestId: response.locals.requestId,
      });
  };
}
