import { type AdminOperations, adminOperations } from './admin-operations.ts';
import type { InputOf, OperationShape, ResponseOf } from './operation.ts';
import { type Problem, problem } from './problem.ts';

/**
 * A client of the admin API with one method an operation, typed by the operation's declaration. For browsers (session
 * cookie; it fetches and sends the CSRF token itself) and for programs (API key).
 */
export type AdminClient = {
  readonly [Id in keyof AdminOperations]: (
    ...input: Record<never, never> extends InputOf<AdminOperations[Id]>
      ? [input?: InputOf<AdminOperations[Id]>, options?: CallOptions]
      : [input: InputOf<AdminOperations[Id]>, options?: CallOptions]
  ) => Promise<AnswerOf<AdminOperations[Id]>>;
} & {
  /** The address of an operation, for links that the browser follows itself (a file to download). */
  readonly urlOf: <Id extends keyof AdminOperations>(id: Id, input: InputOf<AdminOperations[Id]>) => string;
};

/** A file comes as the response, so that its body can be streamed. */
type AnswerOf<Operation extends OperationShape> = Operation['response'] extends { readonly kind: 'file' }
  ? Response
  : ResponseOf<Operation>;

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface AdminClientOptions {
  /** The gateway, without a trailing slash; empty for the page's own origin. */
  readonly baseUrl: string;
  /** Default: the platform's `fetch`. */
  readonly fetch?: typeof fetch | undefined;
  /** Sent as bearer token; without it, the browser's session cookie counts. */
  readonly apiKey?: string | undefined;
  /** Language of the explanations in refusals. Read for each request. */
  readonly language?: (() => 'ja' | 'en') | undefined;
}

/** The API refused. `problem` says why, in the reader's language and in both. */
export class AdminApiError extends Error {
  readonly status: number;
  readonly problem: Problem;
  /** Seconds to wait before trying again, where the API said so. */
  readonly retryAfter: number | null;

  constructor(found: Problem, retryAfter: number | null) {
    super(found.detail);
    this.name = 'AdminApiError';
    this.status = found.status;
    this.problem = found;
    this.retryAfter = retryAfter;
  }
}

interface Parts {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** Builds the client. Rejections are {@link AdminApiError}, or `fetch`'s own when the gateway can't be reached. */
export function createAdminClient(options: AdminClientOptions): AdminClient {
  const send = options.fetch ?? globalThis.fetch.bind(globalThis);
  let csrfToken: string | undefined;

  async function call(operation: OperationShape, parts: Parts = {}, callOptions: CallOptions = {}): Promise<unknown> {
    const headers = new Headers({ Accept: 'application/json' });
    if (options.apiKey !== undefined) headers.set('Authorization', `Bearer ${options.apiKey}`);
    if (options.language !== undefined) headers.set('Accept-Language', options.language());
    if (parts.body !== undefined) headers.set('Content-Type', 'application/json');
    if (options.apiKey === undefined && operation.method !== 'get' && operation.permission !== 'public') {
      if (csrfToken === undefined) await call(adminOperations.getMe, {}, callOptions);
      if (csrfToken !== undefined) headers.set('X-CSRF-Token', csrfToken);
    }
    const response = await send(options.baseUrl + addressOf(operation, parts), {
      method: operation.method.toUpperCase(),
      headers,
      credentials: options.apiKey === undefined ? 'same-origin' : 'omit',
      ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }),
      ...(callOptions.signal === undefined ? {} : { signal: callOptions.signal }),
    });
    if (!response.ok) {
      const refusal = await readProblem(response);
      // A session that ended takes its token along: the next sign-in brings another.
      if (response.status === 401 || refusal.problem.code === 'csrf.refused') csrfToken = undefined;
      throw refusal;
    }
    if (operation.response.kind === 'file') return response;
    if (operation.response.kind === 'empty') {
      if (operation === adminOperations.signOut) csrfToken = undefined;
      return undefined;
    }
    const answer: unknown = await response.json();
    csrfToken = csrfTokenIn(answer) ?? csrfToken;
    return answer;
  }

  const methods = Object.fromEntries(
    Object.entries<OperationShape>(adminOperations).map(([id, operation]) => [
      id,
      (parts?: Parts, callOptions?: CallOptions) => call(operation, parts, callOptions),
    ]),
  );
  const urlOf = (id: keyof AdminOperations, parts: Parts) => options.baseUrl + addressOf(adminOperations[id], parts);
  // Each method's type follows from its operation, which a built object can't express: the one promise made by hand.
  return { ...methods, urlOf } as unknown as AdminClient;
}

function addressOf(operation: OperationShape, parts: Parts): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(parts.params?.[name])),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parts.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') query.append(name, String(one));
    }
  }
  const text = query.toString();
  return `/admin/v1${path}${text === '' ? '' : `?${text}`}`;
}

function csrfTokenIn(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('csrfToken' in answer)) return undefined;
  return typeof answer.csrfToken === 'string' ? answer.csrfToken : undefined;
}

async function readProblem(response: Response): Promise<AdminApiError> {
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
  const retryAfter = Number.isFinite(seconds) ? seconds : null;
  const parsed = problem.safeParse(await response.json().catch(() => undefined));
  if (parsed.success) return new AdminApiError(parsed.data, retryAfter);
  // A proxy between us answered in its own words.
  const detailLocalised = {
    ja: `サーバーから予期しない応答がありました (${response.status})。しばらくしてからもう一度お試しください。`,
    en: `The server gave an unexpected answer (${response.status}). Try again in a while.`,
  };
  return new AdminApiError(
    {
      type: 'about:blank',
      title: response.statusText,
      status: Math.max(400, response.status),
      detail: detailLocalised.en,
      code: 'unexpected-answer',
      detailLocalised,
    },
    retryAfter,
  );
}
