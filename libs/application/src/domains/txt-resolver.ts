import { Resolver } from 'node:dns/promises';

/** Looks up TXT records. Handed in, so that tests need no name server. */
export interface TxtResolver {
  /** The values at `name`, each joined from its parts; empty when there are none; null when nobody could say. */
  resolveTxt(name: string): Promise<readonly string[] | null>;
}

/** Answers that mean "there is no such record", as opposed to "I could not find out". */
const noRecord = new Set(['ENOTFOUND', 'ENODATA']);

export interface TxtResolverOptions {
  /** `address:port` of the name servers to ask. Default: the system's. */
  readonly servers?: readonly string[];
  /** How long one try may take, in milliseconds. Default 3,000. */
  readonly timeoutMs?: number;
  /** Default 2. */
  readonly tries?: number;
}

/** Asks real name servers. */
export function createTxtResolver(options: TxtResolverOptions = {}): TxtResolver {
  const resolver = new Resolver({ timeout: options.timeoutMs ?? 3_000, tries: options.tries ?? 2 });
  if (options.servers !== undefined) resolver.setServers(options.servers);
  return {
    async resolveTxt(name) {
      try {
        return (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
      } catch (error) {
        return error instanceof Error && 'code' in error && noRecord.has(String(error.code)) ? [] : null;
      }
    },
  };
}
