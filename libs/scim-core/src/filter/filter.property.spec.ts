import type { JsonObject } from '@sekisho/provider-kit';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldResource } from '../fold/fold-resource.ts';
import { userType } from '../schema/resource-type.ts';
import { urns } from '../schema/urns.ts';
import { checkProperty } from '../testing/check-property.ts';
import { matches } from './matches.ts';
import { parseFilter } from './parse-filter.ts';

/**
 * Random users and random questions. Each question is made twice: as filter text, and as a function over the raw user
 * written without any code of the library. Both must answer alike.
 */
interface Email {
  readonly value?: string;
  readonly type?: string;
  readonly primary?: boolean;
}

interface User {
  readonly userName: string;
  readonly externalId?: string;
  readonly title?: string;
  readonly active?: boolean;
  readonly emails?: readonly Email[];
  readonly shoeSize?: number;
  readonly department?: string;
  readonly modified: number;
}

interface Question<T> {
  readonly text: string;
  readonly ask: (subject: T) => boolean;
}

const text = fc
  .array(
    fc.constantFrom(
      'a',
      'A',
      'b',
      'B',
      'é',
      'e\u0301',
      'ß',
      'İ',
      '"',
      '\\',
      '%',
      '_',
      '😀',
      '\uffee',
      ' ',
      '山',
      ')',
      'and ',
    ),
    {
      maxLength: 4,
    },
  )
  .map((parts) => parts.join(''));

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const email = fc.record(
  { value: text, type: fc.constantFrom('work', 'Work', 'home'), primary: fc.boolean() },
  { requiredKeys: [] },
);

const user: fc.Arbitrary<User> = fc
  .record({
    userName: text.map((name) => `u${name}`),
    externalId: optional(text),
    title: optional(text),
    active: optional(fc.boolean()),
    emails: optional(fc.array(email, { maxLength: 3 })),
    shoeSize: optional(fc.integer({ min: 20, max: 23 })),
    department: optional(text),
    modified: fc.integer({ min: 0, max: 5 }).map((day) => Date.UTC(2020, 0, 1) + day * 43_200_000),
  })
  .map(({ externalId, title, active, emails, shoeSize, department, ...rest }) => ({
    ...rest,
    ...(externalId === undefined ? {} : { externalId }),
    ...(title === undefined ? {} : { title }),
    ...(active === undefined ? {} : { active }),
    ...(emails === undefined ? {} : { emails }),
    ...(shoeSize === undefined ? {} : { shoeSize }),
    ...(department === undefined ? {} : { department }),
  }));

function resourceOf(subject: User): JsonObject {
  const { department, modified, emails, ...rest } = subject;
  return {
    ...rest,
    ...(emails === undefined ? {} : { emails: emails.map((one) => ({ ...one })) }),
    ...(department === undefined ? {} : { [urns.enterpriseUser]: { department } }),
    meta: { lastModified: new Date(modified).toISOString() },
  };
}

const anyCase = (word: string) =>
  fc
    .infiniteStream(fc.boolean())
    .map((flips) => [...word].map((letter) => (flips.next().value ? letter.toUpperCase() : letter)).join(''));

const fold = (value: string) => value.normalize('NFC').toLowerCase();

type StringTest = (found: string, wanted: string) => boolean;
const stringTests: Readonly<Record<string, StringTest>> = {
  eq: (a, b) => a === b,
  co: (a, b) => a.split(b).length > 1 || b === '',
  sw: (a, b) => a.slice(0, b.length) === b,
  ew: (a, b) => b === '' || a.slice(-b.length) === b,
  gt: (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)) > 0,
  ge: (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)) >= 0,
  lt: (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0,
  le: (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)) <= 0,
};

/** Questions about the strings that `read` finds. An empty string counts as no value. */
function stringQuestion<T>(
  name: string,
  exact: boolean,
  read: (subject: T) => readonly (string | undefined)[],
): fc.Arbitrary<Question<T>> {
  const values = (subject: T) => read(subject).filter((value) => value !== undefined && value !== '');
  const key = exact ? (value: string) => value : fold;
  const comparison = fc
    .tuple(anyCase(name), fc.constantFrom(...Object.keys(stringTests), 'ne'), text)
    .chain(([written, operator, wanted]) =>
      anyCase(operator).map(
        (op): Question<T> => ({
          text: `${written} ${op} ${JSON.stringify(wanted)}`,
          ask: (subject) => {
            const test = stringTests[operator === 'ne' ? 'eq' : operator];
            const some = values(subject).some(
              (value) => value !== undefined && test?.(key(value), key(wanted)) === true,
            );
            return operator === 'ne' ? !some : some;
          },
        }),
      ),
    );
  const presence = anyCase(name).chain((written) =>
    fc.constantFrom<Question<T>>(
      { text: `${written} pr`, ask: (subject) => values(subject).length > 0 },
      { text: `${written} eq null`, ask: (subject) => values(subject).length === 0 },
      { text: `${written} ne null`, ask: (subject) => values(subject).length > 0 },
    ),
  );
  return fc.oneof({ weight: 4, arbitrary: comparison }, { weight: 1, arbitrary: presence });
}

function combined<T>(leaf: fc.Arbitrary<Question<T>>): fc.Arbitrary<Question<T>> {
  return fc.letrec<{ question: Question<T> }>((tie) => ({
    question: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.tuple(tie('question'), tie('question')).map(([a, b]) => ({
        text: `(${a.text}) and (${b.text})`,
        ask: (subject: T) => a.ask(subject) && b.ask(subject),
      })),
      fc.tuple(tie('question'), tie('question')).map(([a, b]) => ({
        text: `(${a.text}) or (${b.text})`,
        ask: (subject: T) => a.ask(subject) || b.ask(subject),
      })),
      tie('question').map((a) => ({ text: `not (${a.text})`, ask: (subject: T) => !a.ask(subject) })),
    ),
  })).question;
}

const emailQuestion = fc.oneof(
  stringQuestion<Email>('value', false, (one) => [one.value]),
  stringQuestion<Email>('type', false, (one) => [one.type]),
  fc
    .boolean()
    .map((wanted): Question<Email> => ({ text: `primary eq ${wanted}`, ask: (one) => one.primary === wanted })),
);

const elementQuestion: fc.Arbitrary<Question<User>> = combined(emailQuestion).map((inner) => ({
  text: `emails[${inner.text}]`,
  // An email of which nothing but empty strings is left is no value.
  ask: (subject) => (subject.emails ?? []).some((one) => hasParts(one) && inner.ask(one)),
}));

const behindQuestion: fc.Arbitrary<Question<User>> = fc
  .tuple(combined(emailQuestion), emailQuestion)
  .map(([inner, part]) => ({
    text: `emails[${inner.text}].${part.text}`,
    ask: (subject) => (subject.emails ?? []).some((one) => hasParts(one) && inner.ask(one) && part.ask(one)),
  }));

function hasParts(one: Email): boolean {
  return (one.value ?? '') !== '' || (one.type ?? '') !== '' || one.primary !== undefined;
}

const dateQuestion: fc.Arbitrary<Question<User>> = fc
  .tuple(
    fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le'),
    fc.integer({ min: 0, max: 5 }),
    fc.constantFrom('Z', '+09:00', '-03:30'),
  )
  .map(([operator, day, offset]) => {
    const wall = Date.UTC(2020, 0, 1) + day * 43_200_000;
    const shift = offset === 'Z' ? 0 : offset === '+09:00' ? 32_400_000 : -12_600_000;
    const instant = wall - shift;
    return {
      text: `meta.lastModified ${operator} "${new Date(wall).toISOString().replace('Z', offset)}"`,
      ask: ({ modified }) => {
        switch (operator) {
          case 'eq':
            return modified === instant;
          case 'ne':
            return modified !== instant;
          case 'gt':
            return modified > instant;
          case 'ge':
            return modified >= instant;
          case 'lt':
            return modified < instant;
          default:
            return modified <= instant;
        }
      },
    };
  });

const numberQuestion: fc.Arbitrary<Question<User>> = fc
  .tuple(fc.constantFrom('eq', 'ne', 'gt', 'le'), fc.integer({ min: 20, max: 23 }))
  .map(([operator, wanted]) => ({
    text: `shoeSize ${operator} ${wanted}`,
    ask: ({ shoeSize }) => {
      if (operator === 'ne') return shoeSize !== wanted;
      if (shoeSize === undefined) return false;
      return operator === 'eq' ? shoeSize === wanted : operator === 'gt' ? shoeSize > wanted : shoeSize <= wanted;
    },
  }));

const booleanQuestion: fc.Arbitrary<Question<User>> = fc
  .tuple(fc.boolean(), fc.constantFrom('eq', 'ne'))
  .chain(([wanted, operator]) =>
    anyCase(String(wanted)).map((written) => ({
      text: `active ${operator} ${written}`,
      ask: ({ active }) => (operator === 'eq' ? active === wanted : active !== wanted),
    })),
  );

const question = combined<User>(
  fc.oneof(
    stringQuestion<User>('userName', false, (subject) => [subject.userName]),
    stringQuestion<User>(`${urns.user}:title`, false, (subject) => [subject.title]),
    stringQuestion<User>('externalId', true, (subject) => [subject.externalId]),
    stringQuestion<User>('emails', false, (subject) => (subject.emails ?? []).map((one) => one.value)).filter(
      ({ text: asked }) => !/(?:pr|null)$/i.test(asked),
    ),
    stringQuestion<User>('emails.type', false, (subject) => (subject.emails ?? []).map((one) => one.type)),
    stringQuestion<User>(`${urns.enterpriseUser}:department`, false, (subject) => [subject.department]),
    elementQuestion,
    behindQuestion,
    dateQuestion,
    numberQuestion,
    booleanQuestion,
  ),
);

it('answers random questions about random users as an independent evaluator does', () => {
  checkProperty(
    'filter answers',
    fc.property(user, question, (subject, asked) => {
      const document = foldResource(userType, resourceOf(subject));
      expect(matches(parseFilter(userType, asked.text), document), asked.text).toBe(asked.ask(subject));
    }),
  );
});
