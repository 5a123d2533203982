import type { Random } from '../support/random.ts';
import { findUser, patchOf, readResource, type ScimAnswer, type ScimHttp } from '../support/scim-http.ts';
import { until } from '../support/until.ts';
import { applyChange, type Change, logged, type Person, type ScimLedger } from './scim-ledger.ts';

export interface ScimLoad {
  /** Lets the writes under way end; then no more begin. Rejects when a write was answered wrongly. */
  stop(): Promise<void>;
}

export interface ScimLoadOptions {
  readonly scim: ScimHttp;
  readonly ledger: ScimLedger;
  readonly random: Random;
  /** How many write at once, each to people of its own. */
  readonly writers: number;
  /** The group that people join. */
  readonly group: { readonly id: string; readonly displayName: string };
  /** Called with every answer: for counting refusals. */
  readonly onAnswer?: (answer: ScimAnswer) => void;
}

interface Write {
  readonly person: Person;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly change: Change;
}

/**
 * Keeps writing until it is stopped: creates, PATCHes, PUTs, deletions and group memberships. A lost answer, or a 503,
 * makes the writer wait until the gateway answers again and ask what became of the write.
 */
export function startScimLoad(options: ScimLoadOptions): ScimLoad {
  let stopping = false;
  const writers = Array.from({ length: options.writers }, (_, number) => runWriter(options, number, () => stopping));
  const ended = Promise.all(writers);
  // A writer that fails is reported by stop(); until then it must not end the test's process.
  ended.catch(() => undefined);
  return {
    async stop() {
      stopping = true;
      await ended;
    },
  };
}

/** Finds out what became of every write whose answer was lost. */
export async function settleDoubts(scim: ScimHttp, ledger: ScimLedger, groupId: string): Promise<void> {
  for (const person of ledger.people) if (person.doubt !== null) await settle(scim, ledger, person, groupId);
}

async function runWriter(options: ScimLoadOptions, writer: number, isStopping: () => boolean): Promise<void> {
  const { scim, ledger, random, group } = options;
  const own: Person[] = [];
  for (let turn = 0; !isStopping(); turn += 1) {
    const write = nextWrite(random, own, `${writer}-${ledger.people.length}-${turn}`, group);
    if (write.method === 'POST') {
      own.push(write.person);
      ledger.people.push(write.person);
    }
    const answer = await scim.send(write.method, write.path, write.body).catch(() => null);
    if (answer !== null) options.onAnswer?.(answer);
    if (answer !== null && answer.status >= 200 && answer.status < 300) {
      ledger.acknowledged += 1;
      if (write.method === 'POST') write.person.id = readResource(answer).id;
      applyChange(ledger, write.person, write.change);
    } else if (answer === null || answer.status === 503) {
      ledger.doubtful += 1;
      write.person.doubt = write.change;
      if (isStopping()) return;
      await settle(scim, ledger, write.person, group.id);
    } else {
      throw new Error(`${write.method} ${write.path}: ${answer.status} ${answer.text}`);
    }
  }
}

function nextWrite(
  random: Random,
  own: readonly Person[],
  unique: string,
  group: { readonly id: string; readonly displayName: string },
): Write {
  const displayName = `Person ${unique}`;
  const known = own.filter((person) => person.displayName !== null && person.doubt === null);
  const person = random.pick(known);
  const dice = random.next();
  if (person === undefined || person.displayName === null || dice < 0.25) {
    const userName = `person-${unique}@faults.example.jp`;
    const created: Person = { userName, id: null, displayName: null, version: 0, joined: false, doubt: null };
    const change = { displayName, joined: false, event: logged.created(displayName, userName) };
    return { person: created, method: 'POST', path: '/Users', body: userOf(userName, displayName), change };
  }
  const path = `/Users/${person.id}`;
  const updated = { displayName, joined: person.joined, event: logged.updated(displayName, person.userName) };
  if (dice < 0.7) {
    return { person, method: 'PATCH', path, body: patchOf('replace', 'displayName', displayName), change: updated };
  }
  if (dice < 0.82) return { person, method: 'PUT', path, body: userOf(person.userName, displayName), change: updated };
  if (person.joined || dice < 0.88) {
    // Members stay: deleting one would write a second event, about the team.
    if (person.joined) {
      return { person, method: 'PATCH', path, body: patchOf('replace', 'displayName', displayName), change: updated };
    }
    const event = logged.deleted(person.displayName, person.userName);
    return { person, method: 'DELETE', path, change: { displayName: null, joined: false, event } };
  }
  return {
    person,
    method: 'PATCH',
    path: `/Groups/${group.id}?excludedAttributes=members`,
    body: patchOf('add', 'members', [{ value: person.id }]),
    change: {
      displayName: person.displayName,
      joined: true,
      event: logged.joined(person.displayName, person.userName, group.displayName),
    },
  };
}

/** Waits until the gateway answers, and reads from the directory whether the doubtful write is applied. */
async function settle(scim: ScimHttp, ledger: ScimLedger, person: Person, groupId: string): Promise<void> {
  const { doubt } = person;
  if (doubt === null) return;
  const found = await until(`the gateway to say what became of ${person.userName}`, async () => ({
    user: await findUser(scim, person.userName),
    joined: person.joined || (doubt.joined && (await isMember(scim, groupId, person))),
  }));
  const displayName = found.user?.displayName ?? null;
  if (found.user !== null) person.id = found.user.id;
  if (displayName === doubt.displayName && found.joined === doubt.joined) applyChange(ledger, person, doubt);
  else if (displayName === person.displayName && found.joined === person.joined) person.doubt = null;
  else throw new Error(`${person.userName} is ${displayName}, neither ${person.displayName} nor ${doubt.displayName}`);
}

async function isMember(scim: ScimHttp, groupId: string, person: Person): Promise<boolean> {
  const answer = await scim.send('GET', `/Groups/${groupId}`);
  if (answer.status !== 200) throw new Error(`GET the group: ${answer.status}`);
  return readResource(answer).members?.some(({ value }) => value === person.id) ?? false;
}

function userOf(userName: string, displayName: string): unknown {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName,
    displayName,
    emails: [{ value: userName, type: 'work', primary: true }],
    active: true,
  };
}
