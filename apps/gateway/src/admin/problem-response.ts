import { STATUS_CODES } from 'node:http';
import type { Problem } from '@sekisho/api-contract';
import { SignInRefused, TooManyAttempts } from '@sekisho/application';
import { AuditStoreUnavailable, InvalidAuditQuery, InvalidCursor } from '@sekisho/audit-store';
import { DomainError, type DomainErrorCode, type Language, type LocalisedText } from '@sekisho/domain';
import type { Logger } from '@sekisho/platform';
import { isDatabaseUnavailable } from '@sekisho/storage';
import type { ErrorRequestHandler, Request, Response } from 'express';
import { isNavigation, sendProblemPage, sendToSignIn } from './problem-page.ts';
import { RequestProblem, rateLimited } from './request-problem.ts';

/**
 * Errors become problem details (RFC 9457) here and nowhere else. What was expected is answered with its reason and
 * logged at info; what was not is logged whole and answered with nothing but a request id.
 */
export function answerProblems(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const requestId: string | undefined = response.locals.requestId;
    if (response.headersSent) {
      // Part of a file is out, so its end can only be broken off: a reader must not take a part for the whole.
      if (isGone(error)) logger.info({ requestId }, 'the caller left before the end of the file');
      else logger.error({ err: error, requestId, path: request.path }, 'a file broke off');
      response.destroy();
      return;
    }
    const refusal = refusalOf(error);
    if (refusal.status === 500) logger.error({ err: error, requestId, path: request.path }, 'unexpected error');
    else logger.info({ requestId, code: refusal.code, status: refusal.status }, 'request refused');
    send(request, response, refusal);
  };
}

/** What a stream says when its reader has closed it. */
function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly explanation: LocalisedText;
  readonly field?: string | undefined;
  readonly errors?: RequestProblem['errors'];
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof RequestProblem) return error;
  if (error instanceof DomainError) {
    const { code, explanation, field } = error;
    return { status: statusOf(code), code, explanation, field };
  }
  if (error instanceof SignInRefused) {
    return { status: 401, code: 'authentication.failed', explanation: error.explanation };
  }
  if (error instanceof TooManyAttempts) return rateLimited(error.retryAfterSeconds);
  if (error instanceof InvalidAuditQuery) {
    const { explanation, field } = error;
    return { status: 422, code: 'request.invalid', explanation, field: field === 'ipAddress' ? 'ip' : field };
  }
  if (error instanceof InvalidCursor) {
    return {
      status: 422,
      code: 'request.cursor-invalid',
      explanation: {
        ja: 'カーソルがこの検索のものではありません。最初のページから取得し直してください。',
        en: 'The cursor does not belong to this search. Start again from the first page.',
      },
      field: 'cursor',
    };
  }
  if (error instanceof AuditStoreUnavailable || isDatabaseUnavailable(error)) {
    return {
      status: 503,
      code: 'service.unavailable',
      explanation: {
        ja: '一時的に利用できません。しばらくしてからもう一度お試しください。',
        en: 'This is unavailable for the moment. Try again in a while.',
      },
      headers: { 'Retry-After': '5' },
    };
  }
  return {
    status: 500,
    code: 'internal',
    explanation: {
      ja: '予期しないエラーが起きました。管理者にリクエスト ID を伝えてください。',
      en: 'Something unexpected went wrong. Tell the operator the request id.',
    },
  };
}

/** Which status a refusal by the domain has: not there, not now, not you; anything else is a value at fault. */
function statusOf(code: DomainErrorCode): number {
  if (notFound.has(code)) return 404;
  if (conflicts.has(code)) return 409;
  if (forbidden.has(code)) return 403;
  return 422;
}

const notFound = new Set<DomainErrorCode>([
  'account.not-found',
  'team.not-found',
  'domain.not-found',
  'connection.not-found',
  'brake.not-found',
  'token.not-found',
  'api-key.not-found',
  'organisation.not-found',
  'forwarding.not-found',
  'alert-rule.not-found',
  'alert.not-found',
  'saved-search.not-found',
  'audit-export.not-found',
  'audit-export.gone',
]);

const conflicts = new Set<DomainErrorCode>([
  'access-log.not-in-plan',
  'access-log.not-yet-available',
  'brake.decided',
  'account.email-in-use',
  'account.email-in-use-elsewhere',
  'account.unique-id-in-use',
  'account.password-link-invalid',
  'account.personal',
  'account.deleted',
  'role.owner-immutable',
  'role.last-administrator',
  'role.last-audit-log-administrator',
  'team.name-in-use',
  'team.provisioned',
  'domain.in-use',
  'domain.has-accounts',
  'connection.in-use',
  'connection.disabled',
  'token.limit-reached',
  'organisation.has-managed-accounts',
  'contract.trial-used',
  'contract.suspended',
  'contract.not-running',
  'forwarding.limit-reached',
  'forwarding.kind-changed',
  'alert-rule.limit-reached',
  'saved-search.limit-reached',
  'saved-search.name-in-use',
  'audit-export.limit-reached',
  'audit-export.not-ready',
]);

const forbidden = new Set<DomainErrorCode>([
  'role.not-permitted',
  'privilege.holder-required',
  'api-key.scope-not-held',
  'first-run.token-invalid',
  'download-link.invalid',
  'download-link.expired',
  'download-link.of-somebody-else',
  'download-link.not-permitted',
  'download-link.key-invalid',
]);

function send(request: Request, response: Response, refusal: Refusal): void {
  const language = preferredLanguage(request);
  const requestId: string | undefined = response.locals.requestId;
  const title = titles[refusal.status]?.[language] ?? STATUS_CODES[refusal.status] ?? '';
  if (isNavigation(request)) {
    if (refusal.status === 401) sendToSignIn(request, response);
    else sendProblemPage(response, { ...refusal, title, detail: refusal.explanation[language], language });
    return;
  }
  const body: Problem = {
    type: 'about:blank',
    title,
    status: refusal.status,
    detail: refusal.explanation[language],
    code: refusal.code,
    detailLocalised: { ...refusal.explanation },
    ...(refusal.field === undefined ? {} : { field: refusal.field }),
    ...(refusal.errors === undefined
      ? {}
      : {
          errors: refusal.errors.map(({ field, reason }) => ({
            field,
            reason: reason[language],
            reasonLocalised: { ...reason },
          })),
        }),
    ...(requestId === undefined ? {} : { requestId }),
  };
  response
    .status(refusal.status)
    .set({ ...refusal.headers, 'Content-Language': language, 'Cache-Control': 'no-store', Vary: 'Accept-Language' })
    .type('application/problem+json')
    .send(JSON.stringify(body));
}

const titles: Readonly<Record<number, LocalisedText>> = {
  400: { ja: 'リクエストを読み取れません', en: 'Bad Request' },
  401: { ja: '認証が必要です', en: 'Unauthorized' },
  403: { ja: '権限がありません', en: 'Forbidden' },
  404: { ja: '見つかりません', en: 'Not Found' },
  405: { ja: 'このメソッドは使えません', en: 'Method Not Allowed' },
  409: { ja: '現在の状態と矛盾します', en: 'Conflict' },
  413: { ja: 'リクエストが大きすぎます', en: 'Content Too Large' },
  415: { ja: '対応していない Content-Type です', en: 'Unsupported Media Type' },
  422: { ja: '入力に誤りがあります', en: 'Unprocessable Content' },
  429: { ja: 'リクエストが多すぎます', en: 'Too Many Requests' },
  500: { ja: '予期しないエラー', en: 'Internal Server Error' },
  503: { ja: '一時的に利用できません', en: 'Service Unavailable' },
};

/** The reader's language; English when they ask for neither. */
function preferredLanguage(request: Request): Language {
  return request.acceptsLanguages('en', 'ja') === 'ja' ? 'ja' : 'en';
}
