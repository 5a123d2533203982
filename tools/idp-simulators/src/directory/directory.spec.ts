import { describe, expect, it } from 'vitest';
import { japaneseDirectory } from './japanese-directory.ts';
import { plausibleChanges } from './plausible-changes.ts';

const options = { people: 2_000, groups: 30, seed: 4, domain: 'example.co.jp' };

describe('japaneseDirectory', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(japaneseDirectory(options).people).toEqual(japaneseDirectory(options).people);
    expect(japaneseDirectory({ ...options, seed: 5 }).people).not.toEqual(japaneseDirectory(options).people);
  });

  it('gives everybody an address and a number of their own', () => {
    const { people } = japaneseDirectory(options);
    expect(people).toHaveLength(2_000);
    for (const fact of ['key', 'userName', 'employeeNumber'] as const) {
      expect(new Set(people.map((person) => person[fact])).size).toBe(2_000);
    }
    expect(people.every((person) => /^[a-z0-9.]+@example\.co\.jp$/.test(person.userName))).toBe(true);
  });

  it('has an administrator, managers in the same department, and groups of people who are there', () => {
    const directory = japaneseDirectory(options);
    expect(directory.people[0]?.role).toBe('ADMIN');
    for (const person of directory.people) {
      if (person.managerKey === undefined) continue;
      expect(directory.person(person.managerKey)?.department).toBe(person.department);
    }
    expect(directory.groups).toHaveLength(30);
    expect(new Set(directory.groups.map((group) => group.displayName)).size).toBe(30);
    expect(directory.groups.every((group) => [...group.memberKeys].every((key) => directory.person(key)))).toBe(true);
  });

  it('is empty for nobody', () => {
    expect(japaneseDirectory({ people: 0, groups: 3, domain: 'x.jp' }).people).toEqual([]);
  });
});

describe('plausibleChanges', () => {
  it('makes what is asked for, leaves the directory alone, and can be applied', () => {
    const directory = japaneseDirectory(options);
    const before = directory.people;
    const changes = plausibleChanges(directory, {
      seed: 1,
      domain: 'example.co.jp',
      hires: 5,
      renames: 6,
      moves: 7,
      leavers: 8,
      deletions: 9,
      membershipChanges: 3,
      groupRenames: 2,
      newGroups: 2,
      groupDeletions: 1,
    });
    expect(directory.people).toEqual(before);
    const count = (kind: string): number => changes.filter((change) => change.kind === kind).length;
    expect(['hire', 'update', 'deactivate', 'delete', 'change-members'].map(count)).toEqual([5, 13, 8, 9, 3]);
    for (const change of changes) directory.apply(change);
    expect(directory.people).toHaveLength(2_000 + 5 - 9);
    expect(directory.people.filter((person) => !person.active)).toHaveLength(8);
    expect(new Set(directory.people.map((person) => person.userName)).size).toBe(directory.people.length);
    expect(directory.groups).toHaveLength(30 + 2 - 1);
  });

  it('takes back who left', () => {
    const directory = japaneseDirectory(options);
    for (const change of plausibleChanges(directory, { seed: 1, domain: 'x.jp', leavers: 3 })) directory.apply(change);
    const back = plausibleChanges(directory, { seed: 2, domain: 'x.jp', rehires: 3 });
    for (const change of back) directory.apply(change);
    expect(directory.people.every((person) => person.active)).toBe(true);
  });

  it('refuses a change about nobody', () => {
    const directory = japaneseDirectory({ people: 1, domain: 'x.jp' });
    expect(() => directory.apply({ kind: 'deactivate', personKey: 'nobody' })).toThrow('nobody');
  });
});
