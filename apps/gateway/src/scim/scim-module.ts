import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import {
  createProvisioningLogWriter,
  type ProvisioningDependencies,
  type ProvisioningLogWriter,
  RetryLaterError,
} from '@sekisho/application';
import type { Clock, Ids, Logger } from '@sekisho/platform';
import type { IdentityProvider } from '@sekisho/provider-kit';
import {
  createResourceTypes,
  parsePreconditions,
  type ResourceTypes,
  renderError,
  ScimError,
} from '@sekisho/scim-core';
import { ConnectionAuthenticator } from './connection-authenticator.ts';
import { type Caller, newTrace, type RequestTrace, type ScimReply, type ScimRequest } from './exchange.ts';
import { MethodNotAllowedError, RouteFinder } from './find-route.ts';
import { assertAcceptable } from './http/accept.ts';
import { RateLimitedError, RateLimiter } from './http/rate-limit.ts';
import { RequestAbortedError, readJsonBody } from './http/read-body.ts';
import { readTarget } from './http/read-target.ts';
import { sendReply } from './http/send-reply.ts';
import { logEntryOf } from './log-entry.ts';
import { scimRoutes } from './route-table.ts';
import { toScimError, unexpectedScimError } from './to-scim-error.ts';

/**
 * SCIM over HTTP: token → connection → plugin → scim-core → use case → reply. Mounted at `/scim/v2`; every answer from
 * here, errors included, is a SCIM message. One listener and a route table of our own rather than a router's chain: the
 * same table serves bulk operations, 405 needs to know a path's other methods, and reads go by thousands a second.
 */
export interface ScimDependencies extends ProvisioningDependencies {
  readonly logger: Logger;
  readonly providers: readonly IdentityProvider[];
  /** How identity providers reach the gateway, without a slash at its end. */
  readonly publicUrl: string;
  readonly rateLimit: { readonly perSecond: number; readonly burst: number };
  /** Default: User and Group. */
  readonly resourceTypes?: ResourceTypes;
}

export interface ScimModule {
  /** Answers requests whose `url` is relative to the mount. */
  readonly listener: RequestListener;
  /** The provisioning log's way to the database: how much waits, how much was dropped. */
  readonly log: Pick<ProvisioningLogWriter, 'waiting' | 'dropped'>;
  /** To be called when a token, connection, setting or domain of the organisation has changed. */
  forgetOrganisation(organisationId: string): void;
  /** Starts the periodic writes: the provisioning log, the last use of tokens. */
  start(): void;
  /** Writes what is left to write. After the last request. */
  stop(): Promise<void>;
}

const tokenUseIntervalMs = 10_000;

export function createScimModule(dependencies: ScimDependencies): ScimModule {
  const { logger } = dependencies;
  const types = dependencies.resourceTypes ?? createResourceTypes();
  const log = createProvisioningLogWriter(dependencies);
  const service: Service = {
    clock: dependencies.clock,
    ids: dependencies.ids,
    logger,
    log,
    authenticator: new ConnectionAuthenticator(dependencies),
    limiter: new RateLimiter(dependencies.clock, dependencies.rateLimit),
    routes: new RouteFinder(scimRoutes(dependencies, types)),
  };
  const recordUse = () =>
    service.authenticator
      .recordUse()
      .catch((error: unknown) => logger.warn({ err: error }, 'last use of tokens not recorded'));
  let timer: NodeJS.Timeout | undefined;
  return {
    listener: (request, response) => {
      serve(service, request, response).catch((error: unknown) => {
        logger.error({ err: error }, 'a SCIM answer could not be sent');
        response.destroy();
      });
    },
    log,
    forgetOrganisation: (organisationId) => service.authenticator.forgetOrganisation(organisationId),
    start: () => {
      log.start();
      timer ??= setInterval(recordUse, tokenUseIntervalMs).unref();
    },
    stop: async () => {
      clearInterval(timer);
      await recordUse();
      await log.stop();
    },
  };
}

interface Service {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly log: ProvisioningLogWriter;
  readonly authenticator: ConnectionAuthenticator;
  readonly limiter: RateLimiter;
  readonly routes: RouteFinder;
}

async function serve(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const receivedAt = service.clock.now();
  const began = performance.now();
  const trace = newTrace();
  let caller: Caller | null = null;
  let reply: ScimReply;
  let refusal: ScimError | undefined;
  try {
    const target = readTarget(request.url ?? '/');
    caller = await service.authenticator.authenticate(target.connectionId, request.headers.authorization);
    if (caller === null) throw unauthenticated();
    service.limiter.take(caller.context.connection.id);
    reply = await exchange(service, request, target, caller, trace);
  } catch (error) {
    if (error instanceof RequestAbortedError) return;
    refusal = refusalOf(service, error, caller);
    reply = { status: refusal.status, body: renderError(refusal), headers: errorHeaders(refusal) };
  }
  // Part of a refused request's body may still be on its way. It is read and dropped, so that the answer gets through.
  if (!request.complete) request.resume();
  sendReply(response, reply, {
    shape: caller?.context.quirks?.shapeResponse,
    bodiless: request.method === 'HEAD',
  });
  // Strangers have no log of their own, and a connection that is being held up should not fill its.
  if (caller === null || (refusal instanceof RateLimitedError && !refusal.first)) return;
  service.log.record(
    logEntryOf({
      id: service.ids.uuid(),
      caller,
      receivedAt,
      durationMs: Math.round(performance.now() - began),
      request,
      trace,
      reply,
      error: refusal,
    }),
  );
}

async function exchange(
  service: Service,
  request: IncomingMessage,
  target: ReturnType<typeof readTarget>,
  caller: Caller,
  trace: RequestTrace,
): Promise<ScimReply> {
  const method = request.method ?? 'GET';
  const { route, id } = service.routes.find(method, target.segments);
  const { headers } = request;
  assertAcceptable(headers.accept);
  trace.resourceType = route.resourceType;
  trace.resourceId = id === '' ? undefined : id;
  if (method === 'POST' || method === 'PUT' || method === 'PATCH') {
    trace.body = await readJsonBody(request, (bytes) => {
      trace.bytes = bytes;
    });
  }
  const scimRequest: ScimRequest = {
    caller,
    id,
    query: target.query,
    body: trace.body,
    preconditions: parsePreconditions(headers['if-match'], headers['if-none-match']),
    prefer: readPreference(headers['prefer']),
    trace,
  };
  return route.handle(scimRequest);
}

function readPreference(header: string | string[] | undefined): ScimRequest['prefer'] {
  const wanted =
    header === undefined ? null : /(?:^|,|;)\s*return\s*=\s*"?(minimal|representation)/i.exec(String(header));
  const value = wanted?.[1]?.toLowerCase();
  return value === 'minimal' || value === 'representation' ? value : undefined;
}

/** The same for every cause: a wrong token, a revoked one, another connection's, none. */
function unauthenticated(): ScimError {
  return new ScimError(401, undefined, {
    ja: '認証できません。IdP に設定したトークンと SCIM のベース URL の組み合わせを確認してください。',
    en: 'Not authenticated. Check that the token and the SCIM base URL belong together.',
  });
}

function refusalOf(service: Service, error: unknown, caller: Caller | null): ScimError {
  const known = toScimError(error);
  if (known !== null) return known;
  service.logger.error({ err: error, connectionId: caller?.context.connection.id }, 'unexpected error in SCIM');
  return unexpectedScimError();
}

function errorHeaders(error: ScimError): Record<string, string> {
  if (error instanceof RetryLaterError) return { 'Retry-After': String(error.retryAfterSeconds) };
  if (error instanceof MethodNotAllowedError) return { Allow: error.allow };
  return error.status === 401 ? { 'WWW-Authenticate': 'Bearer realm="SCIM"' } : {};
}
