import { normaliseDateTime } from '../fold/date-time.ts';
import { foldString } from '../fold/fold-string.ts';
import { type AttributeName, isPlainName, resolveAttributeName } from '../schema/attribute-name.ts';
import type { Attribute, ResourceType } from '../schema/resource-type.ts';
import type { AttributePath, CompareOperator, Filter } from './filter.ts';
import { type FilterToken, lexFilter, unexpected } from './lex-filter.ts';
import { type GrammarTree, parseGrammar, referredTokens } from './parse-grammar.ts';

/**
 * Filter text (RFC 7644 §3.4.2.2) in, a filter bound to the schema out: names canonical, values of the attribute's type
 * and folded as the match document folds them. Refused with 400 invalidFilter, the position and the way out: what is not
 * the grammar, comparisons the type does not have (`active gt true`), and filters over {@link scimLimits}.
 */
export function parseFilter(type: ResourceType, text: string): Filter {
  const tokens = lexFilter(text);
  return bind({ type, text, tokens, element: undefined }, parseGrammar(text, tokens));
}

/** The filter inside a value path's brackets: its names are those of the element's parts. */
export function parseElementFilter(
  type: ResourceType,
  text: string,
  tokens: readonly FilterToken[],
  element: Attribute | undefined,
): Filter {
  return bind({ type, text, tokens, element: { attribute: element } }, parseGrammar(text, tokens));
}

interface Scope {
  readonly type: ResourceType;
  readonly text: string;
  readonly tokens: readonly FilterToken[];
  /** Set inside brackets; `attribute` is absent when no schema knows it. */
  readonly element: { readonly attribute: Attribute | undefined } | undefined;
}

/** A name with where it stands, where it leads, and what the schema says about it. */
interface BoundName {
  readonly token: FilterToken;
  readonly keys: readonly string[];
  readonly attribute: Attribute | undefined;
}

type Leaf = Extract<GrammarTree, { attrPath: string }>;
type Literal = string | number | boolean | null;

function bind(scope: Scope, tree: GrammarTree): Filter {
  switch (tree.op) {
    case 'and':
    case 'or': {
      if (!('filters' in tree)) break;
      const [first, second] = tree.filters;
      if (first?.op === '[]' && 'attrPath' in first && second !== undefined && 'attrPath' in second) {
        const [, part] = referredTokens(scope.tokens, second.attrPath);
        if (part !== undefined) return bindElement(scope, first, { token: part, leaf: second });
      }
      return { kind: tree.op, operands: tree.filters.map((operand) => bind(scope, operand)) };
    }
    case 'not':
      if ('filter' in tree) return { kind: 'not', operand: bind(scope, tree.filter) };
      break;
    case '[]':
      if ('valFilter' in tree) return bindElement(scope, tree);
      break;
    default:
      if ('attrPath' in tree) return bindLeaf(scope, bindName(scope, nameToken(scope, tree)), tree);
  }
  throw unexpected(scope.text, 1, noName);
}

function bindElement(scope: Scope, tree: Leaf, part?: { readonly token: FilterToken; readonly leaf: Leaf }): Filter {
  const name = bindName(scope, nameToken(scope, tree));
  if (!('valFilter' in tree) || scope.element !== undefined) {
    throw unexpected(scope.text, name.token.position, {
      ja: '角括弧の中に角括弧は使えません。',
      en: 'Brackets can not stand inside brackets.',
    });
  }
  if (name.attribute !== undefined && name.attribute.type !== 'complex') {
    throw unexpected(scope.text, name.token.position, {
      ja: `${name.attribute.name} は複合属性ではないため、角括弧の条件は使えません。`,
      en: `${name.attribute.name} is not complex, so it takes no condition in brackets.`,
    });
  }
  const inner: Scope = { ...scope, element: { attribute: name.attribute } };
  const condition = bind(inner, tree.valFilter);
  const filter: Filter =
    part === undefined
      ? condition
      : { kind: 'and', operands: [condition, bindLeaf(inner, bindName(inner, part.token), part.leaf)] };
  return { kind: 'element', path: pathOf(name, undefined), filter };
}

const noName = {
  ja: '属性名（例: userName、emails.value、meta.lastModified）を書いてください。',
  en: 'Write an attribute name here, such as userName, emails.value or meta.lastModified.',
};

function nameToken(scope: Scope, leaf: Leaf): FilterToken {
  const [token, more] = referredTokens(scope.tokens, leaf.attrPath);
  if (token === undefined || more !== undefined) throw unexpected(scope.text, more?.position ?? 1, noName);
  return token;
}

function bindName(scope: Scope, token: FilterToken): BoundName {
  const bound = scope.element === undefined ? bindTopName(scope, token) : bindPart(scope.element.attribute, token);
  if (bound === undefined) throw unexpected(scope.text, token.position, noName);
  if (bound.attribute?.mutability === 'writeOnly') {
    throw unexpected(scope.text, token.position, {
      ja: `${bound.attribute.name} では検索できません。`,
      en: `${bound.attribute.name} can't be searched.`,
    });
  }
  return bound;
}

function bindPart(element: Attribute | undefined, token: FilterToken): BoundName | undefined {
  if (!isPlainName(token.text)) return undefined;
  const attribute = element?.children.get(token.text.toLowerCase());
  return { token, keys: [attribute?.name ?? token.text.toLowerCase()], attribute };
}

function bindTopName(scope: Scope, token: FilterToken): BoundName | undefined {
  const resolved = resolveAttributeName(scope.type, token.text);
  if (resolved?.kind !== 'attribute') return undefined;
  const keys = [...extensionKey(scope.type, resolved), resolved.attribute?.name ?? resolved.name.toLowerCase()];
  if (resolved.subName === undefined) return { token, keys, attribute: resolved.attribute };
  if (resolved.attribute !== undefined && resolved.attribute.type !== 'complex') return undefined;
  keys.push(resolved.subAttribute?.name ?? resolved.subName.toLowerCase());
  return { token, keys, attribute: resolved.subAttribute };
}

/** Match documents spell a known extension's URN as its schema does, any other in lower case. */
function extensionKey(type: ResourceType, name: Extract<AttributeName, { kind: 'attribute' }>): string[] {
  if (name.extension === undefined) return [];
  return [type.extensions.get(name.extension.toLowerCase())?.schema.id ?? name.extension.toLowerCase()];
}

function bindLeaf(scope: Scope, name: BoundName, leaf: Leaf): Filter {
  if (leaf.op === 'pr') return { kind: 'present', path: pathOf(name, undefined) };
  if (!('compValue' in leaf)) throw unexpected(scope.text, name.token.position, noName);
  const target = name.attribute?.type === 'complex' ? defaultPart(scope, name, name.attribute) : name;
  if (leaf.compValue === null) return bindNull(scope, target, leaf.op);
  return {
    kind: 'compare',
    path: pathOf(target, leaf.compValue),
    operator: leaf.op,
    value: bindValue(scope, target, leaf.op, leaf.compValue),
  };
}

/** `emails co "x"` means `emails.value co "x"` (RFC 7644 §3.4.2.2: the default part is `value`). */
function defaultPart(scope: Scope, name: BoundName, attribute: Attribute): BoundName {
  const value = attribute.children.get('value');
  if (value !== undefined) return { token: name.token, keys: [...name.keys, value.name], attribute: value };
  const parts = [...attribute.children.values()].map((child) => `${attribute.name}.${child.name}`).join(', ');
  throw unexpected(scope.text, name.token.position, {
    ja: `${attribute.name} は複合属性です。次のいずれかで比較してください: ${parts}`,
    en: `${attribute.name} is complex; compare one of its parts: ${parts}.`,
  });
}

function bindNull(scope: Scope, name: BoundName, operator: CompareOperator): Filter {
  const present: Filter = { kind: 'present', path: pathOf(name, undefined) };
  if (operator === 'eq') return { kind: 'not', operand: present };
  if (operator === 'ne') return present;
  throw unexpected(scope.text, name.token.position, {
    ja: 'null と比較できる演算子は eq と ne だけです。',
    en: 'Only eq and ne compare with null.',
  });
}

function bindValue(
  scope: Scope,
  name: BoundName,
  operator: CompareOperator,
  value: Exclude<Literal, null>,
): string | number | boolean {
  const label = name.attribute?.name ?? name.token.text;
  const refuse = (ja: string, en: string) => unexpected(scope.text, name.token.position, { ja, en });
  const substring = operator === 'co' || operator === 'sw' || operator === 'ew';
  switch (name.attribute?.type ?? typeof value) {
    case 'boolean':
      if (typeof value !== 'boolean') {
        throw refuse(
          `${label} は引用符のない true または false と比較してください。`,
          `Compare ${label} with true or false, without quotation marks.`,
        );
      }
      if (operator !== 'eq' && operator !== 'ne') {
        throw refuse(
          `${label} に使える演算子は eq と ne だけです。`,
          `${label} is a boolean: only eq and ne compare it.`,
        );
      }
      return value;
    case 'integer':
    case 'decimal':
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) {
        throw refuse(
          `${label} は引用符のない数値と比較してください。`,
          `Compare ${label} with a number, without quotation marks.`,
        );
      }
      if (substring) {
        throw refuse(`数値に ${operator} は使えません。`, `${operator} does not compare numbers.`);
      }
      return value;
    case 'dateTime': {
      const instant = typeof value === 'string' ? normaliseDateTime(value) : undefined;
      if (instant === undefined) {
        throw refuse(
          `${label} は引用符で囲んだ日時（例: "2011-05-13T04:42:34Z"）と比較してください。`,
          `Compare ${label} with a date and time in quotation marks, such as "2011-05-13T04:42:34Z".`,
        );
      }
      if (substring) {
        throw refuse(
          `日時に ${operator} は使えません。eq、ne、gt、ge、lt、le を使ってください。`,
          `${operator} does not compare dates; use eq, ne, gt, ge, lt or le.`,
        );
      }
      return instant;
    }
    default:
      if (typeof value !== 'string') {
        throw refuse(
          `${label} は二重引用符で囲んだ文字列と比較してください。`,
          `Compare ${label} with a string in double quotation marks.`,
        );
      }
      return name.attribute?.caseExact === true ? value : foldString(value);
  }
}

/** Where no schema knows the attribute, the value compared with tells the type. */
function pathOf(name: BoundName, value: Literal | undefined): AttributePath {
  if (name.attribute !== undefined) {
    return { keys: name.keys, type: name.attribute.type, caseExact: name.attribute.caseExact };
  }
  const type = typeof value === 'number' ? 'decimal' : typeof value === 'boolean' ? 'boolean' : 'string';
  return { keys: name.keys, type, caseExact: false };
}
