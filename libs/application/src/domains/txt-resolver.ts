import { Resolver } from 'node:dns/promises';

/** Looks up TXT records. Handed in, so that tests need no name server. */
export interface TxtResolver {
  /** The values at `name`, each joined from its parts; empty when there are none; null when nobody could say. */
  resolveTxt(name: string): Promise<readonly string[] | null>;
}

/** Answers that mean "there is no such record", as opposed to "I could not find out". */
const noRecord = new Set(['ENOTFOUND', 'ENODATA']);

/** Asks the system's name servers: 3 seconds, twice. */
export function createTxtResolver(): TxtResolver {
  const resolver = new Resolver({ timeout: 3_000, tries: 2 });
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
