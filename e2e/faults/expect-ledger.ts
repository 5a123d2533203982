import { expect } from 'vitest';
import { readAll, readResource, type ScimHttp } from '../support/scim-http.ts';
import type { LoggedAction, ScimLedger } from './scim-ledger.ts';

/**
 * Compares the directory and the audit log with the ledger, exactly: every acknowledged write is there, no other is;
 * each has its event once, and no event is without its write.
 */
export async function expectLedger(
  ledger: ScimLedger,
  found: { readonly scim: ScimHttp; readonly groupId: string; readonly log: readonly LoggedAction[] },
): Promise<void> {
  const users = await readAll(found.scim, '/Users');
  const living = ledger.people.filter((person) => person.displayName !== null);
  expect(sorted(users.map((user) => `${user.userName} ${user.displayName} ${user.meta.version}`))).toEqual(
    sorted(living.map(({ userName, displayName, version }) => `${userName} ${displayName} W/"${version}"`)),
  );

  const group = readResource(await found.scim.send('GET', `/Groups/${found.groupId}`));
  expect(sorted((group.members ?? []).map(({ value }) => value))).toEqual(
    sorted(ledger.people.filter(({ joined }) => joined).map(({ id }) => id ?? '')),
  );

  const written = new Set(ledger.events.map(({ event }) => event));
  const entries = found.log.filter(({ event }) => written.has(event));
  expect(sorted(entries.map(textOf))).toEqual(sorted(ledger.events.map(textOf)));
}

function textOf({ event, action }: LoggedAction): string {
  return `${event}: ${action}`;
}

function sorted(texts: readonly string[]): string[] {
  return texts.toSorted();
}
