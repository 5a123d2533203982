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
  const group = readResource(await found.scim.send('GET', `/Groups/${found.groupId}`));
  // Only the kinds of event that the load writes; what prepared the organisation is in the same log.
  const written = new Set(ledger.events.map(({ event }) => event));
  expect({
    users: differenceOf(
      living.map(({ userName, displayName, version }) => `${userName} ${displayName} W/"${version}"`),
      users.map((user) => `${user.userName} ${user.displayName} ${user.meta.version}`),
    ),
    members: differenceOf(
      ledger.people.filter(({ joined }) => joined).map(({ id }) => id ?? ''),
      (group.members ?? []).map(({ value }) => value),
    ),
    events: differenceOf(ledger.events.map(textOf), found.log.filter(({ event }) => written.has(event)).map(textOf)),
  }).toEqual({ users: same, members: same, events: same });
}

const same = { missing: [], surplus: [] };

/** What is expected and not there, and what is there and not expected; a text that comes twice counts twice. */
function differenceOf(expected: readonly string[], actual: readonly string[]) {
  return { missing: without(expected, actual), surplus: without(actual, expected) };
}

function without(texts: readonly string[], taken: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const text of taken) left.set(text, (left.get(text) ?? 0) + 1);
  return texts.filter((text) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}

function textOf({ event, action }: LoggedAction): string {
  return `${event}: ${action}`;
}
