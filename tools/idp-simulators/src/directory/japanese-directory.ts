import { Directory, type Group, type Person } from './directory.ts';
import { departments, familyNames, givenNames, projectWords } from './japanese-names.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';

export interface JapaneseDirectoryOptions {
  readonly people: number;
  /** The first twelve are departments, the others projects. Default 12. */
  readonly groups?: number;
  /** Default 1. The same options give the same directory. */
  readonly seed?: number;
  /** The verified domain that addresses are at. */
  readonly domain: string;
}

/** Makes people of a Japanese company: names, addresses, departments with managers, titles, roles, groups. */
export function japaneseDirectory(options: JapaneseDirectoryOptions): Directory {
  const { people: count, groups: groupCount = departments.length, seed = 1, domain } = options;
  const hire = personMaker({ seed, domain });
  const people: Person[] = [];
  const heads = new Map<string, string>();
  for (let place = 0; place < count; place += 1) {
    const person = hire();
    const head = heads.get(person.department);
    if (head === undefined) heads.set(person.department, person.key);
    people.push({
      ...person,
      title: head === undefined ? '部長' : person.title,
      managerKey: head,
      // The first is the administrator whom every company has.
      role: place === 0 ? 'ADMIN' : person.role,
    });
  }
  return new Directory(people, makeGroups(people, groupCount, seededRandom(seed + 1)));
}

export interface PersonMakerOptions {
  readonly seed: number;
  readonly domain: string;
  /** Addresses that are taken already, so that a new hire gets another. */
  readonly taken?: Iterable<string>;
}

/** Makes one person after another, each with an address of their own. */
export function personMaker({ seed, domain, taken = [] }: PersonMakerOptions): () => Person {
  const random = seededRandom(seed);
  const addresses = new Set([...taken].map((address) => address.toLowerCase()));
  let number = addresses.size;
  return () => {
    number += 1;
    const family = random.pick(familyNames);
    const given = random.pick(givenNames);
    const email = freeAddress(`${given.romanised}.${family.romanised}`, domain, addresses);
    return {
      key: random.uuid(),
      userName: email,
      email,
      familyName: family.written,
      givenName: given.written,
      displayName: `${family.written} ${given.written}`,
      department: random.pick(departments),
      title: random.pick(['課長', '係長', '主任', '社員', '社員', '社員', '社員']),
      employeeNumber: String(number).padStart(6, '0'),
      managerKey: undefined,
      role: random.chance(0.02) ? 'ADMIN' : random.chance(0.05) ? 'GUEST' : 'USER',
      language: random.chance(0.06) ? 'en' : 'ja',
      timeZone: 'Asia/Tokyo',
      active: true,
    };
  };
}

function freeAddress(local: string, domain: string, addresses: Set<string>): string {
  for (let number = 1; ; number += 1) {
    const address = `${local}${number === 1 ? '' : number}@${domain}`;
    if (addresses.has(address)) continue;
    addresses.add(address);
    return address;
  }
}

function makeGroups(people: readonly Person[], count: number, random: SeededRandom): readonly Group[] {
  return Array.from({ length: count }, (_unused, place): Group => {
    const department = departments[place];
    if (department !== undefined) {
      const members = people.filter((person) => person.department === department);
      return { key: random.uuid(), displayName: department, memberKeys: new Set(members.map((person) => person.key)) };
    }
    const number = place - departments.length;
    const word = projectWords[number % projectWords.length];
    const round = Math.floor(number / projectWords.length);
    const size = Math.min(people.length, 3 + random.integer(20));
    const members = Array.from({ length: size }, () => people[random.integer(people.length)]?.key ?? '');
    return {
      key: random.uuid(),
      displayName: `${word}プロジェクト${round === 0 ? '' : ` ${round + 1}`}`,
      memberKeys: new Set(members.filter((key) => key !== '')),
    };
  });
}
