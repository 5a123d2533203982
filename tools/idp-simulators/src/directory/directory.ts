/** A person as the identity provider knows them. */
export interface Person {
  /** The provider's own object id; never changes. */
  readonly key: string;
  /** The sign-in name: an e-mail address. */
  readonly userName: string;
  readonly email: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly displayName: string;
  readonly department: string;
  readonly title: string;
  readonly employeeNumber: string;
  /** The manager's key. */
  readonly managerKey: string | undefined;
  readonly role: 'ADMIN' | 'USER' | 'GUEST';
  readonly language: 'ja' | 'en';
  readonly timeZone: string;
  readonly active: boolean;
}

/** A group as the identity provider knows it. */
export interface Group {
  readonly key: string;
  readonly displayName: string;
  readonly memberKeys: ReadonlySet<string>;
}

/** What may change about a person in an `update`. */
export type PersonUpdate = Partial<Omit<Person, 'key' | 'active'>>;

/** Something that happened in the customer's directory since the last cycle. */
export type DirectoryChange =
  | { readonly kind: 'hire'; readonly person: Person }
  | { readonly kind: 'update'; readonly personKey: string; readonly set: PersonUpdate }
  | { readonly kind: 'deactivate'; readonly personKey: string }
  /** A re-hire, or a mistake taken back. */
  | { readonly kind: 'reactivate'; readonly personKey: string }
  | { readonly kind: 'delete'; readonly personKey: string }
  | { readonly kind: 'create-group'; readonly group: Group }
  | { readonly kind: 'rename-group'; readonly groupKey: string; readonly displayName: string }
  | {
      readonly kind: 'change-members';
      readonly groupKey: string;
      readonly add: readonly string[];
      readonly remove: readonly string[];
    }
  | { readonly kind: 'delete-group'; readonly groupKey: string };

/** The customer's directory: who is in it now. A simulator applies changes to it as it provisions them. */
export class Directory {
  readonly #people = new Map<string, Person>();
  readonly #groups = new Map<string, Group>();

  constructor(people: Iterable<Person> = [], groups: Iterable<Group> = []) {
    for (const person of people) this.#people.set(person.key, person);
    for (const group of groups) this.#groups.set(group.key, group);
  }

  get people(): readonly Person[] {
    return [...this.#people.values()];
  }

  get groups(): readonly Group[] {
    return [...this.#groups.values()];
  }

  person(key: string): Person | undefined {
    return this.#people.get(key);
  }

  group(key: string): Group | undefined {
    return this.#groups.get(key);
  }

  /** Throws when the change speaks of somebody or something that is not there: a mistake of the caller's. */
  apply(change: DirectoryChange): void {
    switch (change.kind) {
      case 'hire':
        this.#people.set(change.person.key, change.person);
        return;
      case 'update':
        this.#setPerson(change.personKey, change.set);
        return;
      case 'deactivate':
        this.#setPerson(change.personKey, { active: false });
        return;
      case 'reactivate':
        this.#setPerson(change.personKey, { active: true });
        return;
      case 'delete':
        this.#setPerson(change.personKey, { active: false });
        this.#people.delete(change.personKey);
        this.#removeFromGroups(change.personKey);
        return;
      case 'create-group':
        this.#groups.set(change.group.key, change.group);
        return;
      case 'rename-group':
        this.#setGroup(change.groupKey, { displayName: change.displayName });
        return;
      case 'change-members': {
        const members = new Set(this.#mustHaveGroup(change.groupKey).memberKeys);
        for (const key of change.remove) members.delete(key);
        for (const key of change.add) members.add(key);
        this.#setGroup(change.groupKey, { memberKeys: members });
        return;
      }
      case 'delete-group':
        this.#mustHaveGroup(change.groupKey);
        this.#groups.delete(change.groupKey);
        return;
    }
  }

  #setPerson(key: string, set: Partial<Person>): void {
    const person = this.#people.get(key);
    if (person === undefined) throw new Error(`nobody in the directory has the key ${key}`);
    this.#people.set(key, { ...person, ...set });
  }

  #setGroup(key: string, set: Partial<Group>): void {
    this.#groups.set(key, { ...this.#mustHaveGroup(key), ...set });
  }

  #mustHaveGroup(key: string): Group {
    const group = this.#groups.get(key);
    if (group === undefined) throw new Error(`no group in the directory has the key ${key}`);
    return group;
  }

  #removeFromGroups(personKey: string): void {
    for (const group of this.#groups.values()) {
      if (!group.memberKeys.has(personKey)) continue;
      this.#setGroup(group.key, { memberKeys: new Set([...group.memberKeys].filter((key) => key !== personKey)) });
    }
  }
}
