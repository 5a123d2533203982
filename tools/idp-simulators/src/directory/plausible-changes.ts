import type { Directory, DirectoryChange, Group, Person } from './directory.ts';
import { personMaker } from './japanese-directory.ts';
import { departments, familyNames } from './japanese-names.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';

/** How many of each to make. All default to 0. */
export interface PlausibleChangesOptions {
  readonly seed: number;
  /** Where new hires' addresses are. */
  readonly domain: string;
  readonly hires?: number;
  /** Marriages and the like: family name, display name, address and user name change. */
  readonly renames?: number;
  /** To another department, with another manager. */
  readonly moves?: number;
  readonly leavers?: number;
  /** Those who left and are here again. */
  readonly rehires?: number;
  readonly deletions?: number;
  /** Groups whose members change: some out, some in. */
  readonly membershipChanges?: number;
  readonly groupRenames?: number;
  readonly newGroups?: number;
  readonly groupDeletions?: number;
}

/** Makes a working week's changes out of a directory, without changing it. Nobody gets two changes about themselves. */
export function plausibleChanges(directory: Directory, options: PlausibleChangesOptions): readonly DirectoryChange[] {
  const random = seededRandom(options.seed);
  const active = shuffled(
    directory.people.filter((person) => person.active),
    random,
  );
  const inactive = shuffled(
    directory.people.filter((person) => !person.active),
    random,
  );
  const groups = shuffled(directory.groups, random);
  const everybody = directory.people;
  const heads = new Map(
    everybody.filter((person) => person.title === '部長').map((person) => [person.department, person.key] as const),
  );
  const addresses = everybody.map((person) => person.userName);
  const hire = personMaker({ seed: options.seed + 7, domain: options.domain, taken: addresses });
  const taken = new Set(addresses);
  const take = (count = 0): readonly Person[] => active.splice(0, count);
  return [
    ...Array.from({ length: options.hires ?? 0 }, (): DirectoryChange => ({ kind: 'hire', person: hire() })),
    ...take(options.renames).map((person): DirectoryChange => rename(person, options.domain, taken, random)),
    ...take(options.moves).map((person): DirectoryChange => move(person, heads, random)),
    ...take(options.leavers).map(({ key }): DirectoryChange => ({ kind: 'deactivate', personKey: key })),
    ...take(options.deletions).map(({ key }): DirectoryChange => ({ kind: 'delete', personKey: key })),
    ...inactive
      .splice(0, options.rehires ?? 0)
      .map(({ key }): DirectoryChange => ({ kind: 'reactivate', personKey: key })),
    ...groups
      .splice(0, options.groupDeletions ?? 0)
      .map(({ key }): DirectoryChange => ({ kind: 'delete-group', groupKey: key })),
    ...groups.slice(0, options.groupRenames ?? 0).map(
      ({ key, displayName }): DirectoryChange => ({
        kind: 'rename-group',
        groupKey: key,
        displayName: `${displayName}（新）`,
      }),
    ),
    ...groups.slice(0, options.membershipChanges ?? 0).map((group) => churn(group, active, random)),
    ...Array.from({ length: options.newGroups ?? 0 }, (_unused, place): DirectoryChange => {
      const members = active.slice(place * 5, place * 5 + 5);
      return {
        kind: 'create-group',
        group: {
          key: random.uuid(),
          displayName: `特別チーム ${random.integer(1_000_000)}`,
          memberKeys: new Set(members.map((person) => person.key)),
        },
      };
    }),
  ];
}

function rename(person: Person, domain: string, taken: Set<string>, random: SeededRandom): DirectoryChange {
  const family = random.pick(familyNames);
  const local = person.userName.split(/[.@]/)[0] ?? 'x';
  let address = `${local}.${family.romanised}@${domain}`;
  for (let number = 2; taken.has(address); number += 1) address = `${local}.${family.romanised}${number}@${domain}`;
  taken.add(address);
  return {
    kind: 'update',
    personKey: person.key,
    set: {
      familyName: family.written,
      displayName: `${family.written} ${person.givenName}`,
      userName: address,
      email: address,
    },
  };
}

function move(person: Person, heads: ReadonlyMap<string, string>, random: SeededRandom): DirectoryChange {
  const department = random.pick(departments);
  const head = heads.get(department);
  return {
    kind: 'update',
    personKey: person.key,
    set: { department, managerKey: head === person.key ? undefined : head },
  };
}

function churn(group: Group, people: readonly Person[], random: SeededRandom): DirectoryChange {
  const remove = [...group.memberKeys].filter(() => random.chance(0.2)).slice(0, 20);
  const add = people
    .filter((person) => !group.memberKeys.has(person.key))
    .slice(random.integer(5), 10)
    .map((person) => person.key);
  return { kind: 'change-members', groupKey: group.key, add, remove };
}

function shuffled<T>(list: readonly T[], random: SeededRandom): T[] {
  return list
    .map((element) => ({ element, at: random.next() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ element }) => element);
}
