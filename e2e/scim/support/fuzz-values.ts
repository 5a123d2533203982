import type { Random } from '../../support/random.ts';
import { urn } from './scim-service.ts';

/** Nonsense close enough to sense to get past the first check: half of it uses names and ids that exist. */
export class FuzzValues {
  readonly #random: Random;
  readonly #ids: readonly string[];

  constructor(random: Random, ids: readonly string[]) {
    this.#random = random;
    this.#ids = ids;
  }

  json(depth: number): unknown {
    const kind = this.#random.between(0, depth > 5 ? 5 : 9);
    switch (kind) {
      case 0:
        return null;
      case 1:
        return this.#chance(0.5);
      case 2:
        return this.#pick(numbers);
      case 3:
      case 4:
      case 5:
        return this.text();
      case 6:
      case 7:
        return this.#list(5, () => this.json(depth + 1));
      default:
        return this.object(depth);
    }
  }

  object(depth: number): unknown {
    return raw(this.#list(6, () => [this.name(), this.json(depth + 1)] as const));
  }

  resource(): unknown {
    const members = this.#list(4, () => {
      const name = this.#pick(attributes);
      return [name, this.#chance(0.95) ? this.plausible(name) : this.json(1)] as const;
    });
    const good: readonly (readonly [string, unknown])[] = [
      ['schemas', this.#chance(0.9) ? [urn.user, urn.group, urn.enterprise] : [urn.enterprise]],
      ['userName', `fuzz-${this.#random.between(0, 1_000_000)}`],
      ['displayName', `fuzz-${this.#random.between(0, 1_000_000)}`],
    ];
    return raw([...members, ...good.filter(() => this.#chance(0.95))]);
  }

  /** A value of the type that the attribute has. */
  plausible(name: string): unknown {
    const element = () => {
      const value = name === 'members' ? this.#pick(this.#ids) : this.text();
      return raw([
        ['value', value],
        ['type', this.text()],
        ['primary', this.#chance(0.1)],
        [this.#pick(parts), this.text()],
      ]);
    };
    if (name === 'active') return this.#chance(0.5);
    if (name === 'schemas') return [urn.user, urn.group, this.text()];
    if (name === 'name' || name.includes(':')) return raw([[this.#pick(parts), this.text()]]);
    return name.endsWith('s') ? this.#list(3, element) : this.text();
  }

  patch(): unknown {
    const operations = this.#list(3, () => {
      const name = this.#pick(attributes);
      return raw([
        ['op', this.#chance(0.95) ? this.#pick(['add', 'Remove', 'REPLACE']) : this.json(3)],
        [
          'path',
          this.#chance(0.6) ? name : this.#chance(0.8) ? this.path() : this.#chance(0.5) ? undefined : this.json(3),
        ],
        ['value', this.#chance(0.8) ? this.plausible(name) : this.json(1)],
      ]);
    });
    return raw([
      ['schemas', this.#chance(0.95) ? [urn.patch] : this.json(3)],
      ['Operations', this.#chance(0.95) ? operations : this.json(2)],
    ]);
  }

  bulk(): unknown {
    const ids = ['bulkId:a', 'bulkId:b', 'bulkId:', ...this.#ids];
    const operations = this.#list(5, () =>
      raw([
        ['method', this.#chance(0.9) ? this.#pick(['POST', 'put', 'PATCH', 'DELETE', 'GET']) : this.json(3)],
        [
          'path',
          this.#chance(0.8)
            ? `/${this.#pick(['Users', 'Groups', 'Me', '.search'])}${this.#pick(['', '/', '/x', `/${this.#pick(ids)}`])}`
            : this.json(3),
        ],
        ['bulkId', this.#chance(0.8) ? this.#pick(['a', 'b', '']) : this.json(3)],
        ['version', this.#chance(0.2) ? this.json(3) : undefined],
        ['data', this.#pick([this.resource(), this.patch(), this.json(2), { members: [{ value: this.#pick(ids) }] }])],
      ]),
    );
    return raw([
      ['schemas', [urn.bulk]],
      ['failOnErrors', this.#chance(0.3) ? this.json(4) : undefined],
      ['Operations', operations],
    ]);
  }

  /** A filter: often well-formed, often nearly. */
  filter(depth = 0): string {
    const kind = this.#random.between(0, depth > 4 ? 2 : 6);
    switch (kind) {
      case 0:
        return `${this.path()} pr`;
      case 1:
      case 2:
        return `${this.path()} ${this.#pick(operators)} ${this.literal()}`;
      case 3:
        return `${this.filter(depth + 1)} ${this.#pick(['and', 'or', 'AND', 'xor', ''])} ${this.filter(depth + 1)}`;
      case 4:
        return `not (${this.filter(depth + 1)})`;
      case 5:
        return `${this.#pick(attributes)}[${this.filter(depth + 1)}]${this.#pick(['', '.value', ' eq "x"', '.'])}`;
      default:
        return `(${this.filter(depth + 1)}${this.#chance(0.9) ? ')' : ''}`;
    }
  }

  literal(): string {
    return this.#pick([
      JSON.stringify(this.text()),
      JSON.stringify(this.#pick(this.#ids)),
      'true',
      'False',
      'null',
      '1e400',
      '-0',
      '"2011-05-13T04:42:34Z"',
      '"2011-99-99T99:99:99Z"',
      "'x'",
      'x',
      '"\\ud800"',
      '"\\',
    ]);
  }

  path(): string {
    const name = this.#pick(attributes);
    return this.#pick([
      name,
      name,
      `${name}.${this.#pick(parts)}`,
      `${urn.user}:${name}`,
      `${urn.enterprise}:${name}.${this.#pick(parts)}`,
      this.#chance(0.3) ? `${name}[${this.filter(3)}].${this.#pick(parts)}` : name,
      this.text().slice(0, 200),
    ]);
  }

  listParameters(): Record<string, string | number> {
    const all: readonly (readonly [string, string | number])[] = [
      ['filter', this.filter()],
      ['sortBy', this.path()],
      ['sortOrder', this.#pick(['ascending', 'descending', '', 'x'])],
      ['startIndex', this.#pick(['1', '0', '-1', '99999999999999999999', '2147483648', '1.5', 'x', ''])],
      ['count', this.#pick(['0', '1', '10', '-5', '99999999999999999999', '9007199254740993', 'NaN', ''])],
      [
        'cursor',
        this.#pick(['', 'x', 'W10', Buffer.from('["a",1,"x"]').toString('base64url'), this.text().slice(0, 100)]),
      ],
      ['attributes', this.#list(4, () => this.path()).join(',')],
      ['excludedAttributes', this.#list(4, () => this.path()).join(',')],
    ];
    const some = all.filter(([name]) => this.#chance(name === 'filter' ? 0.7 : 0.25));
    return Object.fromEntries(
      some.map(([name, value]) => [name, typeof value === 'string' ? value.toWellFormed() : value]),
    );
  }

  /** The same parameters with some values of other types. */
  looselyTyped(parameters: Record<string, unknown>): Readonly<Record<string, unknown>> {
    return raw(Object.entries(parameters).map(([name, value]) => [name, this.#chance(0.2) ? this.json(3) : value]));
  }

  address(): string {
    const segment = () =>
      this.#pick([
        'Users',
        'Groups',
        'users',
        'Schemas',
        'Me',
        'Bulk',
        '.search',
        '..',
        '.',
        '',
        '%2e%2e',
        '%2F',
        '%00',
        '%',
        '%zz',
        '%ff',
        '%F0%9F%98%80',
        '%c0%ae',
        '%u0041',
        '__proto__',
        'constructor',
        'hasOwnProperty',
        urn.user,
        'x'.repeat(2_000),
        ...this.#ids,
      ]);
    const path = `/${this.#list(4, segment).join('/')}`;
    const garbage = [
      '',
      '?',
      '?&',
      '?=',
      '?%',
      '?filter',
      '?filter=',
      '?filter=%ff',
      '?a=b&a=c',
      '?filter[]=x',
      '?count=1;2',
      '#x',
    ];
    return path + this.#pick(garbage);
  }

  headers(): Record<string, string> {
    const all: readonly (readonly [string, string])[] = [
      [
        'if-match',
        this.#pick(['*', 'W/"1"', '"', 'W/', ',,,', '"a", "b', 'x'.repeat(5_000), 'W/"999999999999999999999"']),
      ],
      ['if-none-match', this.#pick(['*', '""', '"1"', 'W/"-1"', ', , "x"'])],
      [
        'content-type',
        this.#pick([
          '',
          ';',
          'application/json;;;',
          'application/scim+json; charset=',
          'a/b/c',
          `application/json${'; charset=utf-8'.repeat(500)}`,
        ]),
      ],
      ['accept', this.#pick(['', ',', ';q=', 'application/json;q=x', '*/*;q=0', `text/html,${'a/b,'.repeat(2_000)}`])],
      [
        'prefer',
        this.#pick(['return=minimal', 'return=representation', 'return', '='.repeat(1_000), ';;;return="minimal']),
      ],
      ['content-encoding', this.#pick(['identity', 'br', ''])],
      ['x-forwarded-for', this.#pick(['127.0.0.1', 'x', '::1, ,'])],
      ['x-http-method-override', 'DELETE'],
      ['x-request-id', this.#pick(['', '1', 'x'.repeat(4_000), '"\\'])],
      ['traceparent', '00-0-0-0'],
      ['cookie', 'a=b; __Host-session=x'],
    ];
    return Object.fromEntries(all.filter(() => this.#chance(0.3)));
  }

  bytes(): Buffer {
    const random = Buffer.from(
      Array.from({ length: this.#random.between(0, 200) }, () => this.#random.between(0, 255)),
    );
    const around = Buffer.from(JSON.stringify(this.resource()) ?? '');
    const at = this.#random.between(0, around.length);
    return this.#chance(0.3)
      ? random
      : Buffer.concat([around.subarray(0, at), random.subarray(0, 4), around.subarray(at)]);
  }

  /** Text with a piece taken out, doubled, or put in. */
  mangled(text: string): string {
    const from = this.#random.between(0, text.length);
    const to = Math.min(text.length, from + this.#random.between(0, 20));
    return this.#pick([
      text.slice(0, from) + text.slice(to),
      text.slice(0, to) + text.slice(from),
      text.slice(0, from) +
        this.#pick(['"', '{', '}', '\\', '\\u', ',', '\u0000', '\\ud800', '__proto__']) +
        text.slice(from),
    ]);
  }

  name(): string {
    return this.#chance(0.5)
      ? this.#pick(attributes)
      : this.#chance(0.5)
        ? this.#pick(parts)
        : this.text().slice(0, 300);
  }

  text(): string {
    if (this.#chance(0.05)) return this.#pick(['\u0000', 'a\ud800b', '\udc00', 'x\u0000y']);
    return this.#pick([
      '',
      ' ',
      'work',
      'true',
      'a@example.com',
      'x'.repeat(this.#random.between(0, 3_000)),
      '👩‍👩‍👧‍👦',
      '\u202Eabc',
      '\uFFFE\uFFFF',
      '%s%n%x',
      "'; drop table accounts; --",
      '$1',
      '{{7*7}}',
      '../../etc/passwd',
      '<script>x</script>',
      '\\',
      '%',
      '_',
      'İıſß',
      '2011-05-13T04:42:34Z',
      urn.user,
      ...this.#ids,
    ]);
  }

  #list<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.#random.between(0, most) }, make);
  }

  #chance(of: number): boolean {
    return this.#random.next() < of;
  }

  #pick<T>(values: readonly T[]): T {
    const value = this.#random.pick(values);
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  }
}

/**
 * An object with exactly these members, `__proto__` too: it is built by the JSON parser, because a literal would set the
 * prototype instead.
 */
function raw(members: readonly (readonly [string, unknown])[]): Readonly<Record<string, unknown>> {
  const texts = members.flatMap(([name, value]) => {
    const text = JSON.stringify(value);
    return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
  });
  return JSON.parse(`{${texts.join(',')}}`);
}

const operators = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'EQ', 'xx'];
const numbers = [0, -1, 1.5, 1e308, -1e308, 2 ** 53, 2 ** 63, 1e-320, 4_294_967_296];
const parts = [
  'value',
  'type',
  'primary',
  'display',
  '$ref',
  'familyName',
  'formatted',
  '__proto__',
  'toString',
  'x-y',
];
const attributes = [
  'schemas',
  'id',
  'externalId',
  'meta',
  'userName',
  'name',
  'displayName',
  'nickName',
  'profileUrl',
  'title',
  'timezone',
  'locale',
  'active',
  'password',
  'emails',
  'phoneNumbers',
  'ims',
  'photos',
  'addresses',
  'groups',
  'entitlements',
  'roles',
  'x509Certificates',
  'members',
  'USERNAME',
  urn.user,
  urn.enterprise,
  `${urn.enterprise}:manager`,
  'urn:x:y:z',
  'urn:',
  ':',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '$where',
  '日本語',
];
