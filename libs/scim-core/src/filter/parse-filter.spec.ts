import { describe, expect, it } from 'vitest';
import { groupType, userType } from '../schema/resource-type.ts';
import { urns } from '../schema/urns.ts';
import { ScimError } from '../scim-error.ts';
import type { AttributePath, CompareOperator, Filter } from './filter.ts';
import { parseFilter } from './parse-filter.ts';

function path(keys: string, type: AttributePath['type'] = 'string', caseExact = false): AttributePath {
  return { keys: keys.split(' '), type, caseExact };
}

function compare(
  keys: string,
  operator: CompareOperator,
  value: string | number | boolean,
  type?: AttributePath['type'],
  caseExact?: boolean,
): Filter {
  return { kind: 'compare', path: path(keys, type, caseExact), operator, value };
}

function present(keys: string, type?: AttributePath['type']): Filter {
  return { kind: 'present', path: path(keys, type) };
}

const and = (...operands: Filter[]): Filter => ({ kind: 'and', operands });
const or = (...operands: Filter[]): Filter => ({ kind: 'or', operands });
const not = (operand: Filter): Filter => ({ kind: 'not', operand });
const element = (keys: string, filter: Filter): Filter => ({ kind: 'element', path: path(keys, 'complex'), filter });

function refusal(text: string): ScimError {
  try {
    parseFilter(userType, text);
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
  throw new Error(`was accepted: ${text}`);
}

describe('parseFilter', () => {
  it.each<[string, Filter]>([
    ['userName eq "bjensen"', compare('userName', 'eq', 'bjensen')],
    [`name.familyName co "O'Malley"`, compare('name familyName', 'co', "o'malley")],
    ['userName sw "J"', compare('userName', 'sw', 'j')],
    [`${urns.user}:userName sw "J"`, compare('userName', 'sw', 'j')],
    ['title pr', present('title')],
    [
      'meta.lastModified gt "2011-05-13T04:42:34Z"',
      compare('meta lastModified', 'gt', '2011-05-13T04:42:34.000Z', 'dateTime'),
    ],
    [
      'meta.lastModified le "2011-05-13T04:42:34+09:00"',
      compare('meta lastModified', 'le', '2011-05-12T19:42:34.000Z', 'dateTime'),
    ],
    ['title pr and userType eq "Employee"', and(present('title'), compare('userType', 'eq', 'employee'))],
    ['title pr or userType eq "Intern"', or(present('title'), compare('userType', 'eq', 'intern'))],
    [`schemas eq "${urns.enterpriseUser}"`, compare('schemas', 'eq', urns.enterpriseUser.toLowerCase(), 'reference')],
    [
      'userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")',
      and(
        compare('userType', 'eq', 'employee'),
        or(compare('emails value', 'co', 'example.com'), compare('emails value', 'co', 'example.org')),
      ),
    ],
    [
      'userType ne "Employee" and not (emails co "example.com")',
      and(compare('userType', 'ne', 'employee'), not(compare('emails value', 'co', 'example.com'))),
    ],
    [
      'userType eq "Employee" and (emails.type eq "work")',
      and(compare('userType', 'eq', 'employee'), compare('emails type', 'eq', 'work')),
    ],
    [
      'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]',
      or(
        element('emails', and(compare('type', 'eq', 'work'), compare('value', 'co', '@example.com'))),
        element('ims', and(compare('type', 'eq', 'xmpp'), compare('value', 'co', '@foo.com'))),
      ),
    ],
  ])("reads the RFC's own %s", (text, expected) => {
    expect(parseFilter(userType, text)).toEqual(expected);
  });

  it.each<[string, string, Filter]>([
    [
      'and binds before or',
      'title pr or active pr and userType pr',
      or(present('title'), and(present('active', 'boolean'), present('userType'))),
    ],
    [
      'or after and',
      'title pr and active pr or userType pr',
      or(and(present('title'), present('active', 'boolean')), present('userType')),
    ],
    [
      'parentheses first',
      '(title pr or active pr) and userType pr',
      and(or(present('title'), present('active', 'boolean')), present('userType')),
    ],
    ['not binds closest', 'not (title pr) and userType pr', and(not(present('title')), present('userType'))],
    [
      'operators and names in any case',
      'USERNAME Eq "A" AND NOT (Title PR)',
      and(compare('userName', 'eq', 'a'), not(present('title'))),
    ],
    [
      'a part behind a value path binds to the element',
      'emails[type eq "work"].value eq "A@b"',
      element('emails', and(compare('type', 'eq', 'work'), compare('value', 'eq', 'a@b'))),
    ],
    [
      'which is another question than this',
      'emails[type eq "work"] and emails.value eq "A@b"',
      and(element('emails', compare('type', 'eq', 'work')), compare('emails value', 'eq', 'a@b')),
    ],
    [
      'a part behind a value path, present',
      'emails[type eq "work"].display pr',
      element('emails', and(compare('type', 'eq', 'work'), present('display'))),
    ],
    [
      'an extension',
      `${urns.enterpriseUser}:manager.value eq "5"`,
      compare(`${urns.enterpriseUser} manager value`, 'eq', '5'),
    ],
    [
      'an extension in small letters',
      `${urns.enterpriseUser.toLowerCase()}:DEPARTMENT eq "X"`,
      compare(`${urns.enterpriseUser} department`, 'eq', 'x'),
    ],
    [
      'the manager alone is its value',
      `${urns.enterpriseUser}:manager eq "5"`,
      compare(`${urns.enterpriseUser} manager value`, 'eq', '5'),
    ],
    [
      'a case-exact attribute keeps its value',
      'externalId eq "AbC"',
      compare('externalId', 'eq', 'AbC', 'string', true),
    ],
    ['id', 'id eq "AbC"', compare('id', 'eq', 'AbC', 'string', true)],
    ['groups', 'groups.value eq "g"', compare('groups value', 'eq', 'g')],
    ['groups.$ref', 'groups.$ref ew "/g"', compare('groups $ref', 'ew', '/g', 'reference')],
    ['null is absence', 'title eq null', not(present('title'))],
    ['not null is presence', 'title ne NULL', present('title')],
    ['a boolean in capitals', 'active eq True', compare('active', 'eq', true, 'boolean')],
    ['an attribute no schema knows', 'shoeSize ge 27.5', compare('shoesize', 'ge', 27.5, 'decimal')],
    [
      'an extension no schema knows',
      'urn:example:2.0:Thing:Colour.Shade eq "RED"',
      compare('urn:example:2.0:thing colour shade', 'eq', 'red'),
    ],
    ['escapes', String.raw`title eq "a\"b\\c\td\u0041\uD83D\uDE00"`, compare('title', 'eq', 'a"b\\c\tda😀')],
    ['blanks in a value', 'title eq "a  b"', compare('title', 'eq', 'a  b')],
    [
      'quoted words stay values',
      'title eq "and" or title eq "(not"',
      or(compare('title', 'eq', 'and'), compare('title', 'eq', '(not')),
    ],
    ['blank around it', '  title pr  ', present('title')],
    [
      'no blanks around brackets',
      'emails[type eq "work"]and(title pr)',
      and(element('emails', compare('type', 'eq', 'work')), present('title')),
    ],
  ])('reads %s', (_rule, text, expected) => {
    expect(parseFilter(userType, text)).toEqual(expected);
  });

  it('reads the members of a group', () => {
    expect(parseFilter(groupType, 'members[value eq "A" and type eq "User"]')).toEqual(
      element('members', and(compare('value', 'eq', 'a'), compare('type', 'eq', 'user'))),
    );
    expect(parseFilter(groupType, 'members eq "A"')).toEqual(compare('members value', 'eq', 'a'));
  });

  it.each([
    ['an unquoted value', 'externalId eq jyoung', 'character 15'],
    ['an unquoted date', 'meta.created gt 2011-05-13T04:42:34Z', 'character 17'],
    ['nothing', '', 'character 1'],
    ['a name alone', 'userName', 'character 9'],
    ['an operator that is none', 'userName is "x"', 'character 10'],
    ['a value too many', 'userName eq "a" "b"', 'character 17'],
    ['and without a second half', 'title pr and', 'character 13'],
    ['a parenthesis left open', '(title pr', 'character 10'],
    ['a parenthesis too many', 'title pr)', 'character 9'],
    ['a bracket left open', 'emails[type eq "work"', 'character 22'],
    ['brackets in brackets', 'emails[value[type pr]]', 'character 8'],
    ['brackets behind brackets', 'emails[type pr].value[x pr]', 'character'],
    ['brackets on a simple attribute', 'userName[type eq "work"]', 'character 1'],
    ['a dot at the end', 'emails[type eq "work"].', 'character'],
    ['a quotation mark left open', 'title eq "abc', 'character 10'],
    ['an escape JSON has not', String.raw`userName eq "CORP\jdoe"`, String.raw`\\`],
    ['U+0000', String.raw`title eq "\u0000"`, 'character 10'],
    ['half a surrogate pair', String.raw`title eq "\ud800"`, 'character 10'],
    ['an operator as a name', 'eq eq "x"', 'attribute name'],
    ['a literal as a name', 'true eq true', 'attribute name'],
    ['a string for a boolean', 'active eq "yes"', 'true or false'],
    ['order of booleans', 'active gt true', 'eq and ne'],
    ['a number for a string', 'userName gt 5', 'double quotation marks'],
    ['a boolean for a string', 'userName eq true', 'double quotation marks'],
    ['a date that is none', 'meta.created gt "yesterday"', '2011-05-13T04:42:34Z'],
    ['a piece of a date', 'meta.created sw "2011"', '2011-05-13T04:42:34Z'],
    ['a piece of a date that is one', 'meta.created co "2011-05-13T04:42:34Z"', 'does not compare dates'],
    ['order of null', 'title gt null', 'eq and ne'],
    ['a whole name', 'name eq "x"', 'name.familyName'],
    ['a part of what has none', 'userName.first eq "x"', 'attribute name'],
    ['a schema alone', `${urns.enterpriseUser} pr`, 'attribute name'],
    ['the password', 'password eq "x"', "can't be searched"],
    ['a prototype', '__proto__.x eq "y"', 'attribute name'],
    ['a constructor in brackets', 'emails[constructor pr]', 'attribute name'],
    ['a constructor between', 'title pr constructor title pr', 'character 10'],
  ])('refuses %s and says where or what instead', (_what, text, hint) => {
    const error = refusal(text);
    expect(error).toMatchObject({ status: 400, scimType: 'invalidFilter' });
    expect(error.explanation.en).toContain(hint);
    expect(error.explanation.ja).toMatch(/文字目/);
  });

  it.each([
    ['length', `title eq "${'x'.repeat(11_000)}"`],
    ['depth of parentheses', `${'('.repeat(33)}title pr${')'.repeat(33)}`],
    ['depth of negation', `${'not '.repeat(33)}title pr`],
    ['comparisons', new Array(201).fill('title pr').join(' or ')],
  ])('bounds the %s', (_what, text) => {
    expect(refusal(text)).toMatchObject({ status: 400, scimType: 'invalidFilter' });
  });

  it('reads as much as its bounds allow', () => {
    expect(parseFilter(userType, `${'('.repeat(32)}title pr${')'.repeat(32)}`)).toEqual(present('title'));
    expect(parseFilter(userType, new Array(200).fill('title pr').join(' or '))).toMatchObject({ kind: 'or' });
  });
});
