import type { Filter as GrammarTree } from 'scim2-parse-filter';
import { parseFilter as parseTokens, type Token } from 'scim2-parse-filter/lib/src/parser.js';
import { type FilterToken, unexpected } from './lex-filter.ts';

/**
 * scim2-parse-filter's grammar over our tokens. Its parser decides precedence, grouping and value paths; attribute names
 * go in as references (`#3`, the token's index), so that it never needs to spell one, positions survive, and
 * `emails[type eq "work"].value eq "x"` comes back told apart from `emails[…] and emails.value eq "x"`: its second half
 * is named `#0.#7`, which nobody can write. Only this file knows of the references; see docs/decisions.
 */
export type { GrammarTree };

/** The words that are no attribute names. The library compares them in lower case. */
const keywords: ReadonlySet<string> = new Set('and or not eq ne co sw ew gt ge lt le pr true false null'.split(' '));

/** Parses `tokens`, which stand in `text`; 400 invalidFilter with the position of what does not fit. */
export function parseGrammar(text: string, tokens: readonly FilterToken[]): GrammarTree {
  const list = new TokenCursor(tokens);
  let tree: GrammarTree;
  try {
    tree = parseTokens(list);
  } catch {
    throw unexpected(text, positionOf(text, tokens, list.consumed - 1), expected);
  }
  if (list.consumed < tokens.length) throw unexpected(text, positionOf(text, tokens, list.consumed), expected);
  return tree;
}

/** The tokens an attribute name of the tree refers to: one, or two for a part behind a value path. Empty: a keyword. */
export function referredTokens(tokens: readonly FilterToken[], attrPath: string): readonly FilterToken[] {
  return attrPath
    .split('.')
    .map((reference) => (reference.startsWith('#') ? tokens[Number(reference.slice(1))] : undefined))
    .filter((token) => token !== undefined);
}

const expected = {
  ja: '「属性 演算子 値」の形（例: userName eq "taro@example.com"、active eq true、title pr）を and、or、not (…) でつないでください。',
  en: 'Write "attribute operator value", such as userName eq "taro@example.com", active eq true or title pr, joined by and, or, not (…).',
};

function positionOf(text: string, tokens: readonly FilterToken[], index: number): number {
  return tokens[index]?.position ?? text.length + 1;
}

const end: Token = { type: 'EOT', literal: '' };

/** The library's token list, over ours. */
class TokenCursor {
  consumed = 0;
  private readonly tokens: readonly Token[];

  constructor(tokens: readonly FilterToken[]) {
    this.tokens = tokens.map(toLibraryToken);
  }

  peek(): Token {
    return this.tokens[this.consumed] ?? end;
  }

  forward(): this {
    this.consumed += 1;
    return this;
  }

  shift(): Token {
    const token = this.peek();
    this.consumed += 1;
    return token;
  }
}

function toLibraryToken(token: FilterToken, index: number): Token {
  switch (token.kind) {
    case 'word': {
      const lower = token.text.toLowerCase();
      return { type: 'Word', literal: keywords.has(lower) ? lower : `#${index}` };
    }
    case 'string':
      return { type: 'Quoted', literal: JSON.stringify(token.value) };
    case 'number':
      return { type: 'Number', literal: token.text };
    case 'punctuation':
      return { type: 'Bracket', literal: token.text };
  }
}
