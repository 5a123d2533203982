import { setTimeout as wait } from 'node:timers/promises';
import type { Directory, DirectoryChange, Group, Person } from '../directory/directory.ts';
import { seededRandom } from '../directory/seeded-random.ts';
import { RunRecorder, type RunReport } from '../wire/run-report.ts';
import { ReplyLost, RequestRefused, type SimulatorTarget, Wire } from '../wire/wire.ts';
import type { ChangedFacts, Dialect, RemoteMember, RemoteObject, Sender } from './dialect.ts';
import { forEachConcurrently } from './for-each-concurrently.ts';

export interface SimulatorOptions {
  readonly target: SimulatorTarget;
  /** The customer's directory. The simulator applies the changes of each cycle to it. */
  readonly directory: Directory;
  /** People, or groups, provisioned at the same time. Default 8. */
  readonly concurrency?: number;
  /** Not more requests than this are begun a second. Default: as fast as the service answers. */
  readonly requestsPerSecond?: number;
  /** Default 60,000: Entra ID and Okta give up after 60 s. */
  readonly requestTimeoutMs?: number;
  /** The share of writes whose reply is thrown away and which the provider therefore repeats, 0 to 1. Default 0. */
  readonly loseReplies?: number;
  /** A `Retry-After` longer than this many seconds counts as failed, as for the next cycle. Default 60. */
  readonly longestRetryAfterSeconds?: number;
  /** For what is left to chance here: which replies are lost. Default 1. */
  readonly seed?: number;
}

/** One identity provider, provisioning one directory into one connection. Its methods must not overlap. */
export interface IdpSimulator {
  readonly providerId: string;
  readonly directory: Directory;
  /** What the console's test button does; true when the provider would be content. */
  testConnection(): Promise<boolean>;
  /** Everybody active and every group: match, then create or update; managers and members afterwards. */
  initialCycle(): Promise<RunReport>;
  /** Applies the changes to the directory and provisions them: people first, then groups. */
  incrementalCycle(changes: readonly DirectoryChange[]): Promise<RunReport>;
  /** Reads all users, page by page, as an import does. Throws for providers that import nothing. */
  importUsers(): Promise<readonly RemoteObject[]>;
  /** The service's id of a person or group, once known. */
  remoteIdOf(key: string): string | undefined;
  close(): Promise<void>;
}

/** How often one step is tried when replies are lost or connections break. */
const mostAttempts = 6;

/** The engine: what any provider does, said in its dialect. */
export function createSimulator(dialect: Dialect, options: SimulatorOptions): IdpSimulator {
  return new Simulator(dialect, options);
}

class Simulator implements IdpSimulator {
  readonly directory: Directory;
  readonly #dialect: Dialect;
  readonly #concurrency: number;
  readonly #wire: Wire;
  readonly #links = new Map<string, string>();
  #recorder = new RunRecorder();

  constructor(dialect: Dialect, options: SimulatorOptions) {
    this.#dialect = dialect;
    this.directory = options.directory;
    this.#concurrency = options.concurrency ?? 8;
    this.#wire = new Wire({
      target: options.target,
      headers: dialect.headers,
      connections: this.#concurrency,
      requestsPerSecond: options.requestsPerSecond,
      timeoutMs: options.requestTimeoutMs ?? 60_000,
      loseReplies: options.loseReplies ?? 0,
      longestRetryAfterSeconds: options.longestRetryAfterSeconds ?? 60,
      random: seededRandom(options.seed ?? 1),
      recorder: () => this.#recorder,
    });
  }

  get providerId(): string {
    return this.#dialect.providerId;
  }

  async testConnection(): Promise<boolean> {
    try {
      return await this.#dialect.probe(this.#sender(0));
    } catch (error) {
      if (error instanceof RequestRefused || error instanceof ReplyLost) return false;
      throw error;
    }
  }

  async initialCycle(): Promise<RunReport> {
    return this.#cycle(async () => {
      const people = this.directory.people.filter((person) => person.active);
      await forEachConcurrently(people, this.#concurrency, (person) => this.#step(() => this.#provision(person)));
      await this.#linkManagers(people);
      await forEachConcurrently(this.directory.groups, this.#concurrency, (group) => this.#provisionGroup(group));
    });
  }

  async incrementalCycle(changes: readonly DirectoryChange[]): Promise<RunReport> {
    return this.#cycle(async () => {
      const byObject = new Map<string, DirectoryChange[]>();
      for (const change of changes) {
        const key = keyOf(change);
        byObject.set(key, [...(byObject.get(key) ?? []), change]);
        this.directory.apply(change);
      }
      const lists = [...byObject.values()];
      const ofPeople = lists.filter((list) => list[0] !== undefined && !isGroupChange(list[0]));
      const ofGroups = lists.filter((list) => list[0] !== undefined && isGroupChange(list[0]));
      const inOrder = async (list: readonly DirectoryChange[]): Promise<void> => {
        for (const change of list) await this.#follow(change);
      };
      const linkedBefore = new Set(this.#links.keys());
      await forEachConcurrently(ofPeople, this.#concurrency, inOrder);
      await this.#joinGroups(
        ofPeople.flatMap(([first]) => (first === undefined ? [] : keyOf(first))),
        linkedBefore,
      );
      await this.#linkManagers(changes.flatMap((change) => this.#withNewManager(change)));
      await forEachConcurrently(ofGroups, this.#concurrency, inOrder);
    });
  }

  async importUsers(): Promise<readonly RemoteObject[]> {
    const { listUsers, providerId } = this.#dialect;
    if (listUsers === undefined) throw new Error(`${providerId} imports no users`);
    return listUsers(this.#sender(0));
  }

  remoteIdOf(key: string): string | undefined {
    return this.#links.get(key);
  }

  async close(): Promise<void> {
    await this.#wire.close();
  }

  async #cycle(work: () => Promise<void>): Promise<RunReport> {
    this.#recorder = new RunRecorder();
    await work();
    return this.#recorder.report();
  }

  async #follow(change: DirectoryChange): Promise<void> {
    switch (change.kind) {
      case 'hire':
        return this.#step(() => this.#provision(change.person));
      case 'update':
        return this.#change(change.personKey, (sender, id, person) =>
          this.#dialect.updateUser(sender, id, person, changedFacts(change.set)),
        );
      case 'deactivate':
        return this.#change(change.personKey, async (sender, id, person) => {
          if (!(await this.#dialect.deactivateUser(sender, id, person))) this.#links.delete(person.key);
        });
      case 'reactivate':
        return this.#change(change.personKey, (sender, id, person) => this.#dialect.activateUser(sender, id, person));
      case 'delete':
        return this.#delete(change.personKey);
      case 'create-group':
        return this.#provisionGroup(change.group);
      case 'rename-group':
        return this.#changeGroup(change.groupKey, async (group, id) => {
          await this.#attempt((sender) => this.#dialect.groups?.renameGroup(sender, id, group) ?? Promise.resolve());
        });
      case 'change-members':
        return this.#changeGroup(change.groupKey, (group, id) =>
          this.#changeMembers(group, id, change.add, change.remove),
        );
      case 'delete-group': {
        const id = this.#links.get(change.groupKey);
        if (id === undefined) return;
        await this.#step(() =>
          this.#attempt((sender) => this.#dialect.groups?.deleteGroup(sender, id) ?? Promise.resolve()),
        );
        this.#links.delete(change.groupKey);
      }
    }
  }

  /** Match before create. A lost reply leads back to matching, or to the same create once more: as the provider does. */
  async #provision(person: Person): Promise<void> {
    let createSent = false;
    await this.#attempt(async (sender) => {
      const skipsMatch = createSent && this.#dialect.repeatsCreate;
      const found = skipsMatch ? undefined : await this.#dialect.findUser(sender, person);
      if (found !== undefined) {
        this.#link(person, found, createSent);
        await this.#dialect.updateUser(sender, found.id, person, 'all');
        return;
      }
      const repeated = createSent;
      createSent = true;
      const created = await this.#dialect.createUser(sender, person);
      if (created !== undefined) return this.#link(person, created, true);
      const existing = await this.#dialect.findUser(sender, person);
      if (existing === undefined) throw new Error(`409 for ${person.userName}, whom no look-up finds`);
      this.#link(person, existing, repeated);
    });
  }

  #link(person: Person, remote: RemoteObject, isOurs: boolean): void {
    if (isOurs && !this.#links.has(person.key)) this.#recorder.usersCreated += 1;
    this.#links.set(person.key, remote.id);
  }

  /** A change about somebody whose creation failed before becomes their creation. */
  async #change(personKey: string, say: (sender: Sender, id: string, person: Person) => Promise<void>): Promise<void> {
    const person = this.directory.person(personKey);
    if (person === undefined) return;
    await this.#step(async () => {
      const id = this.#links.get(personKey);
      if (id !== undefined) await this.#attempt((sender) => say(sender, id, person));
      else if (person.active) await this.#provision(person);
    });
  }

  async #delete(personKey: string): Promise<void> {
    const id = this.#links.get(personKey);
    if (id === undefined) return;
    await this.#step(async () => {
      if (await this.#attempt((sender) => this.#dialect.deleteUser(sender, id))) this.#links.delete(personKey);
    });
  }

  async #linkManagers(people: readonly Person[]): Promise<void> {
    const { linkManager } = this.#dialect;
    if (linkManager === undefined) return;
    await forEachConcurrently(people, this.#concurrency, async (person) => {
      const id = this.#links.get(person.key);
      const managerId = person.managerKey === undefined ? undefined : this.#links.get(person.managerKey);
      if (id === undefined || managerId === undefined) return;
      await this.#step(() => this.#attempt((sender) => linkManager(sender, id, managerId)));
    });
  }

  #withNewManager(change: DirectoryChange): readonly Person[] {
    const isAboutManager =
      change.kind === 'hire' || (change.kind === 'update' && Object.hasOwn(change.set, 'managerKey'));
    const person = isAboutManager ? this.directory.person(keyOf(change)) : undefined;
    return person === undefined ? [] : [person];
  }

  async #provisionGroup(group: Group): Promise<void> {
    const groups = this.#dialect.groups;
    if (groups === undefined) return;
    await this.#step(async () => {
      const id = await this.#attempt(async (sender) => {
        const remote =
          (await groups.findGroup(sender, group)) ??
          (await groups.createGroup(sender, group)) ??
          (await groups.findGroup(sender, group));
        if (remote === undefined) throw new Error(`409 for the group ${group.displayName}, which no look-up finds`);
        return remote.id;
      });
      this.#links.set(group.key, id);
      await this.#changeMembers(group, id, [...group.memberKeys], []);
    });
  }

  async #changeGroup(groupKey: string, say: (group: Group, id: string) => Promise<void>): Promise<void> {
    const group = this.directory.group(groupKey);
    if (group === undefined || this.#dialect.groups === undefined) return;
    const id = this.#links.get(groupKey);
    if (id === undefined) await this.#provisionGroup(group);
    else await this.#step(() => say(group, id));
  }

  /** People who have a new account join the groups that they are in: a re-hire after a deletion. */
  async #joinGroups(personKeys: readonly string[], linkedBefore: ReadonlySet<string>): Promise<void> {
    const joining = personKeys.filter((key) => this.#links.has(key) && !linkedBefore.has(key));
    if (joining.length === 0) return;
    await forEachConcurrently(this.directory.groups, this.#concurrency, async (group) => {
      const id = this.#links.get(group.key);
      const add = joining.filter((key) => group.memberKeys.has(key));
      if (id !== undefined && add.length > 0) await this.#step(() => this.#changeMembers(group, id, add, []));
    });
  }

  async #changeMembers(
    group: Group,
    id: string,
    addKeys: readonly string[],
    removeKeys: readonly string[],
  ): Promise<void> {
    const groups = this.#dialect.groups;
    if (groups === undefined) return;
    const add = this.#membersOf(addKeys);
    const remove = this.#membersOf(removeKeys);
    const all = this.#membersOf([...group.memberKeys]);
    const size = this.#dialect.membersAtOnce;
    for (let from = 0; from < Math.max(add.length, remove.length); from += size) {
      const part = { add: add.slice(from, from + size), remove: remove.slice(from, from + size), all };
      await this.#attempt((sender) => groups.changeMembers(sender, id, group, part));
    }
  }

  #membersOf(keys: readonly string[]): readonly RemoteMember[] {
    return keys.flatMap((key) => {
      const id = this.#links.get(key);
      return id === undefined ? [] : [{ id, display: this.directory.person(key)?.userName ?? '' }];
    });
  }

  /** Tries again after a lost reply, with growing pauses for a service that is starting up. */
  async #attempt<T>(say: (sender: Sender) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await say(this.#sender(attempt));
      } catch (error) {
        if (!(error instanceof ReplyLost) || attempt + 1 >= mostAttempts) throw error;
        if (attempt > 0) await wait(100 * 2 ** attempt);
      }
    }
  }

  /** One step of a cycle: what the service refuses is written down, and the cycle goes on. */
  async #step(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof RequestRefused) {
        const { kind, method, path } = error.request;
        this.#recorder.failed({ kind, method, path, status: error.reply.status, body: error.reply.body ?? '' });
      } else if (error instanceof ReplyLost) {
        const { kind, method, path } = error.request;
        this.#recorder.failed({ kind, method, path, status: 0, body: error.message });
      } else {
        throw error;
      }
    }
  }

  #sender(attempt: number): Sender {
    return { send: (request, accepted) => this.#wire.send(request, attempt, accepted) };
  }
}

function isGroupChange(change: DirectoryChange): boolean {
  return 'groupKey' in change || change.kind === 'create-group';
}

function keyOf(change: DirectoryChange): string {
  if (change.kind === 'hire') return change.person.key;
  if (change.kind === 'create-group') return change.group.key;
  return 'groupKey' in change ? change.groupKey : change.personKey;
}

const factNames: readonly (keyof Person)[] = [
  'userName',
  'email',
  'familyName',
  'givenName',
  'displayName',
  'department',
  'title',
  'employeeNumber',
  'role',
  'language',
  'timeZone',
];

/** The manager is no such fact: it is linked by itself, after everybody is there. */
function changedFacts(set: object): ChangedFacts {
  return factNames.filter((name) => Object.hasOwn(set, name));
}
