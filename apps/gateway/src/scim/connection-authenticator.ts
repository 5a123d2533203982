import { isTokenValid } from '@sekisho/domain';
import { type Clock, hashToken, type Logger } from '@sekisho/platform';
import type { IdentityProvider } from '@sekisho/provider-kit';
import { type ConnectionAccess, type Database, findConnectionAccess, recordTokenUse } from '@sekisho/storage';
import type { Kysely } from 'kysely';
import type { Caller } from './exchange.ts';

/**
 * Bearer tokens in, callers out. A token is looked up by its hash and must belong to the connection whose address was
 * called. What was found is remembered for two seconds, so that an initial cycle does not ask for the same rows a
 * thousand times a second; revoking a token, disabling a connection or changing a domain forgets it at once in this
 * process, and within those two seconds in others. Strangers are not remembered: a token just issued must work.
 */
export class ConnectionAuthenticator {
  readonly #dependencies: AuthenticatorDependencies;
  readonly #providers: ReadonlyMap<string, IdentityProvider>;
  readonly #known = new Map<string, KnownCaller>();
  readonly #uses = new Map<string, Date>();

  constructor(dependencies: AuthenticatorDependencies) {
    this.#dependencies = dependencies;
    this.#providers = new Map(dependencies.providers.map((provider) => [provider.id, provider]));
  }

  /** Who sent the header, or null; never why not. */
  async authenticate(connectionId: string, authorization: string | undefined): Promise<Caller | null> {
    const token = bearerToken(authorization);
    if (token === null) return null;
    const now = this.#dependencies.clock.now();
    const hash = hashToken(token);
    const access = await this.#lookUp(hash, now);
    if (access === null) return null;
    const { connection } = access.access;
    const valid =
      connection.id === connectionId && connection.state === 'enabled' && isTokenValid(access.access.token, now);
    if (!valid) return null;
    this.#uses.set(access.access.token.id, now);
    return access.caller;
  }

  /** A token, connection or domain of the organisation has changed: what is remembered of it no longer holds. */
  forgetOrganisation(organisationId: string): void {
    for (const [hash, { access }] of this.#known) {
      if (access.organisation.id === organisationId) this.#known.delete(hash);
    }
  }

  /** Writes down when tokens were last used: now and then, not for every request. */
  async recordUse(): Promise<void> {
    const uses = new Map(this.#uses);
    this.#uses.clear();
    await recordTokenUse(this.#dependencies.db, uses);
  }

  async #lookUp(hash: Buffer, now: Date): Promise<KnownCaller | null> {
    const key = hash.toString('base64');
    const known = this.#known.get(key);
    if (known !== undefined && known.until > now.getTime()) return known;
    const access = await findConnectionAccess(this.#dependencies.db, hash);
    if (access === null) {
      this.#known.delete(key);
      return null;
    }
    const found = { access, caller: this.#callerOf(access), until: now.getTime() + rememberedMs };
    if (this.#known.size >= maximumRemembered) this.#known.clear();
    this.#known.set(key, found);
    return found;
  }

  #callerOf({ token, ...access }: ConnectionAccess): Caller {
    const { connection } = access;
    const provider = this.#providers.get(connection.providerId);
    if (provider === undefined) {
      this.#dependencies.logger.error(
        { connectionId: connection.id, providerId: connection.providerId },
        'no plugin for the provider: served as the RFC says',
      );
    }
    return {
      context: { ...access, quirks: provider?.scim },
      tokenId: token.id,
      baseUrl: `${this.#dependencies.publicUrl}/scim/v2/${connection.id}`,
    };
  }
}

export interface AuthenticatorDependencies {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly providers: readonly IdentityProvider[];
  /** How identity providers reach the gateway, without a slash at its end. */
  readonly publicUrl: string;
}

interface KnownCaller {
  readonly access: ConnectionAccess;
  readonly caller: Caller;
  /** Milliseconds since 1970. */
  readonly until: number;
}

const rememberedMs = 2_000;
const maximumRemembered = 10_000;

/** RFC 6750 §2.1. */
function bearerToken(authorization: string | undefined): string | null {
  if (authorization === undefined) return null;
  return /^Bearer +([A-Za-z0-9._~+/=-]{1,512}) *$/i.exec(authorization)?.[1] ?? null;
}
