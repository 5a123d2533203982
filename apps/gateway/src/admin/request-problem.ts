import type { LocalisedText } from '@sekisho/domain';

/** One field of a request that is not acceptable, and why. */
export interface FieldError {
  readonly field: string;
  readonly reason: LocalisedText;
}

/** A request that is refused before any rule of the domain is asked: nobody, not permitted, unreadable, too much. */
export class RequestProblem extends Error {
  readonly status: number;
  readonly code: RequestProblemCode;
  readonly explanation: LocalisedText;
  readonly errors: readonly FieldError[] | undefined;
  /** Headers that belong to the refusal, such as `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: RequestProblemCode,
    explanation: LocalisedText,
    options: { errors?: readonly FieldError[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(explanation.en);
    this.name = 'RequestProblem';
    this.status = status;
    this.code = code;
    this.explanation = explanation;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }
}

export type RequestProblemCode =
  | 'request.invalid'
  | 'request.malformed'
  | 'request.too-large'
  | 'request.unsupported-media-type'
  | 'request.not-found'
  | 'request.method-not-allowed'
  | 'request.rate-limited'
  | 'authentication.required'
  | 'permission.denied'
  | 'contract.not-recording'
  | 'csrf.refused';

export function monthUnknown(): RequestProblem {
  return new RequestProblem(404, 'request.not-found', {
    ja: 'その月のファイルはありません。一覧にある月とプロダクトを指定してください。',
    en: 'There is no file for that month. Name a month and a product of the list.',
  });
}

export function authenticationRequired(): RequestProblem {
  return new RequestProblem(
    401,
    'authentication.required',
    {
      ja: 'サインインしていないか、セッションまたはキーの有効期限が切れています。サインインし直してください。',
      en: 'Nobody is signed in, or the session or key is no longer valid. Sign in again.',
    },
    { headers: { 'WWW-Authenticate': 'Bearer realm="sekisho"' } },
  );
}

export function permissionDenied(needed: string): RequestProblem {
  return new RequestProblem(403, 'permission.denied', {
    ja: `この操作に必要な権限 (${needed}) がありません。組織の管理者に相談してください。`,
    en: `This needs a right that you don't have (${needed}). Ask an administrator of your organisation.`,
  });
}

export function forgeryRefused(): RequestProblem {
  return new RequestProblem(403, 'csrf.refused', {
    ja: 'リクエストの送信元を確認できませんでした。ページを再読み込みしてから、もう一度お試しください。',
    en: 'We could not make sure where this request came from. Reload the page and try again.',
  });
}

export function rateLimited(retryAfterSeconds: number): RequestProblem {
  const seconds = Math.max(1, Math.ceil(retryAfterSeconds));
  return new RequestProblem(
    429,
    'request.rate-limited',
    {
      ja: `リクエストが多すぎます。${seconds} 秒ほど待ってから、もう一度お試しください。`,
      en: `Too many requests. Try again in ${seconds} seconds.`,
    },
    { headers: { 'Retry-After': String(seconds) } },
  );
}
