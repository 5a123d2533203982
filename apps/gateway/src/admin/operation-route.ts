import type { Access, OperationShape } from '@sekisho/api-contract';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { type AuthenticationDependencies, authenticatePrincipal, csrfTokenOf } from '../http/authentication.ts';
import { isForged } from '../http/authentication-csrf.ts';
import { actorOf, originOf, type Principal } from '../http/principal.ts';
import { sendBlocks } from '../http/send-blocks.ts';
import { clearSessionCookie, setSessionCookie } from '../http/session-cookie.ts';
import type { FileReply, HandlersOf, SessionCookie, StoredFileReply } from './operation-handler.ts';
import type { RequestLimiter } from './request-limiter.ts';
import { authenticationRequired, forgeryRefused, permissionDenied, RequestProblem } from './request-problem.ts';
import { parseInput } from './validation.ts';

/**
 * Turns declared operations into routes. Each request passes the same gates in the same order: who are you, not too
 * much, may you, is it really you, can we read it, is it acceptable. Only then does a handler see it. Nothing else adds
 * routes below `/admin/v1`, so none can be without them.
 */
export interface OperationRouteDependencies extends AuthenticationDependencies {
  readonly limiter: RequestLimiter;
  /** Told after each successful change: what other modules remember of the organisation may no longer hold. */
  readonly onChange?: ((organisationId: string) => void) | undefined;
  /** Also check that replies keep to their declaration, and fail when they don't. For tests. */
  readonly checkReplies?: boolean | undefined;
}

/** The largest body read, in bytes. */
export const maximumBodyBytes = 1024 * 1024;

export function operationRouter<Group extends Readonly<Record<string, OperationShape>>>(
  dependencies: OperationRouteDependencies,
  group: Group,
  handlers: HandlersOf<Group>,
): Router {
  const router = Router({ caseSensitive: true });
  const paths = new Map<string, string[]>();
  for (const [id, operation] of Object.entries<OperationShape>(group)) {
    const path = operation.path.replace(/\{(\w+)\}/g, ':$1');
    const handler: unknown = handlers[id];
    router[operation.method](path, route(dependencies, operation, handler as ErasedHandler));
    paths.set(path, [...(paths.get(path) ?? []), operation.method]);
  }
  for (const [path, methods] of paths) router.all(path, methodNotAllowed(methods));
  return router;
}

/** A handler once its operation's types have been enforced by {@link HandlersOf}. */
type ErasedHandler = (call: Readonly<Record<string, unknown>>) => Promise<unknown>;

function route(
  dependencies: OperationRouteDependencies,
  operation: OperationShape,
  handler: ErasedHandler,
): RequestHandler {
  return async (request, response) => {
    response.set('Cache-Control', 'no-store');
    const principal = await authenticatePrincipal(dependencies, request);
    await dependencies.limiter.admit(principal, request);
    if (operation.permission !== 'public') authorise(operation.permission, principal);
    // A public operation acts for nobody yet, so there is no session whose token could be asked for.
    const actsFor = operation.permission === 'public' ? null : principal;
    if (isForged(request, actsFor, dependencies.publicUrl)) throw forgeryRefused();
    const body =
      operation.body === undefined ? undefined : parseInput(operation.body, await readJson(request, response));
    const params = operation.params === undefined ? undefined : parseParams(operation.params, request.params);
    const query = operation.query === undefined ? undefined : parseInput(operation.query, request.query);
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const reply = await handler({
      params,
      query,
      body,
      caller: callerOf(operation.permission, principal, request),
      principal,
      origin: originOf(request),
      cookie: cookieOf(dependencies, response),
      signal: gone.signal,
    });
    const organisationId = organisationOf(principal, params);
    if (operation.method !== 'get' && organisationId !== null) dependencies.onChange?.(organisationId);
    await send(dependencies, operation, response, reply);
  };
}

/** Whose data a call was about: the caller's own organisation, or the one that an operator named. */
function organisationOf(principal: Principal | null, params: unknown): string | null {
  if (principal !== null && principal.kind !== 'operator') return principal.organisationId;
  const named =
    typeof params === 'object' && params !== null && 'organisationId' in params ? params.organisationId : null;
  return typeof named === 'string' ? named : null;
}

function authorise(access: Exclude<Access, 'public'>, principal: Principal | null): void {
  if (principal === null) throw authenticationRequired();
  if (access === 'operator') {
    if (principal.kind !== 'operator') throw permissionDenied('operator');
    return;
  }
  // The operator belongs to no organisation, so there is none whose members it could read.
  if (principal.kind === 'operator') throw permissionDenied(access);
  if (access === 'signed-in') {
    if (principal.kind !== 'session') throw permissionDenied('signed-in');
    return;
  }
  if (!principal.permissions.includes(access)) throw permissionDenied(access);
}

function callerOf(access: Access, principal: Principal | null, request: Request) {
  if (access === 'public' || principal === null) return undefined;
  const actor = actorOf(principal, originOf(request));
  return principal.kind === 'operator' ? { actor } : { actor, principal, organisationId: principal.organisationId };
}

function cookieOf(dependencies: OperationRouteDependencies, response: Response): SessionCookie {
  return {
    set(token, expiresAt) {
      setSessionCookie(response, dependencies.publicUrl, token, expiresAt);
      return csrfTokenOf(token);
    },
    clear: () => clearSessionCookie(response, dependencies.publicUrl),
  };
}

/** A path that is no id at all names nothing: 404, not 422. */
function parseParams(schema: NonNullable<OperationShape['params']>, params: unknown): unknown {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  throw new RequestProblem(404, 'request.not-found', {
    ja: '指定されたものは見つかりませんでした。',
    en: 'There is no such thing.',
  });
}

const parseBody = express.json({ limit: maximumBodyBytes, strict: false, type: () => true });

async function readJson(request: Request, response: Response): Promise<unknown> {
  if (!request.is('application/json')) {
    throw new RequestProblem(415, 'request.unsupported-media-type', {
      ja: 'Content-Type: application/json で JSON を送信してください。',
      en: 'Send JSON, with Content-Type: application/json.',
    });
  }
  await new Promise<void>((resolve, reject) => {
    parseBody(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(bodyProblem(error))));
  });
  return request.body;
}

/** What the parser's errors mean. Those below 500 are the body's fault, compressed or not. */
function bodyProblem(error: unknown): unknown {
  if (!(error instanceof Error) || !('status' in error)) return error;
  switch (error.status) {
    case 413:
      return new RequestProblem(413, 'request.too-large', {
        ja: `リクエストの本文は ${maximumBodyBytes / 1024 / 1024} MB までです。`,
        en: `A request body may have at most ${maximumBodyBytes / 1024 / 1024} MB.`,
      });
    case 415:
      return new RequestProblem(415, 'request.unsupported-media-type', {
        ja: '文字コードは UTF-8、圧縮は gzip・deflate・br のいずれかにしてください。',
        en: 'Use UTF-8, and gzip, deflate or br if you compress.',
      });
    default:
      if (Number(error.status) >= 500) return error;
      return new RequestProblem(400, 'request.malformed', {
        ja: 'リクエストの本文を JSON として読み取れませんでした。',
        en: 'The request body could not be read as JSON.',
      });
  }
}

async function send(
  dependencies: OperationRouteDependencies,
  operation: OperationShape,
  response: Response,
  reply: unknown,
): Promise<void> {
  switch (operation.response.kind) {
    case 'empty':
      response.status(operation.status).end();
      return;
    case 'json':
      if (dependencies.checkReplies === true) operation.response.schema.parse(reply);
      response.status(operation.status).type('application/json').send(JSON.stringify(reply));
      return;
    case 'file':
      await sendFile(operation, operation.response.contentType, response, reply as FileReply);
  }
}

/** The status goes out with the first bytes, so a failure before them is still answered properly. */
async function sendFile(
  operation: OperationShape,
  contentType: string,
  response: Response,
  reply: FileReply,
): Promise<void> {
  if ('path' in reply) return sendStoredFile(response, reply);
  const chunks = reply.body[Symbol.asyncIterator]();
  const first = await chunks.next();
  response.status(operation.status).set({
    'Content-Type': reply.contentType ?? contentType,
    'Content-Disposition': attachmentOf(reply.fileName),
  });
  if (response.req.method === 'HEAD') {
    await chunks.return?.();
    response.end();
    return;
  }
  const rest = async function* () {
    try {
      if (first.done === true) return;
      yield first.value;
      for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
    } finally {
      await chunks.return?.();
    }
  };
  await sendBlocks(response, rest(), { disposable: reply.disposable === true });
}

/** With its size, and in parts where the reader asks for one. */
function sendStoredFile(response: Response, { path, fileName, contentType }: StoredFileReply): Promise<void> {
  response.set({ 'Content-Type': contentType, 'Content-Disposition': attachmentOf(fileName) });
  return new Promise((resolve, reject) => {
    response.sendFile(path, { dotfiles: 'allow', cacheControl: false }, (error?: Error) =>
      error === undefined ? resolve() : reject(error),
    );
  });
}

function attachmentOf(fileName: string): string {
  return `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`;
}

function methodNotAllowed(methods: readonly string[]): RequestHandler {
  const allowed = methods.map((method) => method.toUpperCase());
  if (allowed.includes('GET')) allowed.push('HEAD');
  return () => {
    throw new RequestProblem(
      405,
      'request.method-not-allowed',
      { ja: `ここで使えるメソッドは ${allowed.join('、')} です。`, en: `Only ${allowed.join(', ')} work here.` },
      { headers: { Allow: allowed.join(', ') } },
    );
  };
}
