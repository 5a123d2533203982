import { scimLimits } from '../limits.ts';
import { invalidFilter, quoted } from '../refusals.ts';
import type { ScimError } from '../scim-error.ts';

/**
 * Cuts a filter, or a PATCH path, into tokens and bounds it: length, nesting and comparisons. It closes what
 * scim2-parse-filter's own tokenizer leaves open: `$ref`, `True`, every JSON escape, and where in the text a token is.
 */
export type FilterToken =
  | { readonly kind: 'word'; readonly text: string; readonly position: number }
  | { readonly kind: 'string'; readonly text: string; readonly value: string; readonly position: number }
  | { readonly kind: 'number'; readonly text: string; readonly position: number }
  | { readonly kind: 'punctuation'; readonly text: '(' | ')' | '[' | ']' | '].'; readonly position: number };

const comparison = /^(?:eq|ne|co|sw|ew|gt|ge|lt|le|pr)$/i;
const blank = /\s+/y;
const word = /[A-Za-z_$][\w$.:%/-]*/y;
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w$.:%/-])/y;
const string = /"(?:[^"\\]|\\.)*"/sy;
const punctuation = /\]\.(?=[A-Za-z_$])|[()[\]]/y;

/** The tokens of a filter, or 400 invalidFilter with the position of what is no token. */
export function lexFilter(text: string): readonly FilterToken[] {
  if (text.length > scimLimits.filterLength) {
    throw invalidFilter({
      ja: `フィルターが長すぎます（上限 ${scimLimits.filterLength} 文字）。条件を減らして複数回に分けてください。`,
      en: `The filter is too long (at most ${scimLimits.filterLength} characters). Ask with fewer conditions, several times.`,
    });
  }
  const tokens: FilterToken[] = [];
  let at = 0;
  while (at < text.length) {
    const space = take(blank, text, at);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const token = nextToken(text, at);
    tokens.push(token);
    at += token.text.length;
  }
  assertBounded(tokens);
  return tokens;
}

/** Points at a place in a filter: 1 is its first character. */
export function unexpected(text: string, position: number, wanted: { ja: string; en: string }): ScimError {
  const found = position > text.length ? { ja: '終わり', en: 'its end' } : around(text, position);
  return invalidFilter({
    ja: `フィルターの ${position} 文字目が読み取れません（${found.ja}）。${wanted.ja}`,
    en: `The filter can't be read at character ${position} (${found.en}). ${wanted.en}`,
  });
}

function around(text: string, position: number): { ja: string; en: string } {
  const shown = quoted(text.slice(position - 1, position + 24).toWellFormed());
  return { ja: `${shown} の位置`, en: `at ${shown}` };
}

function nextToken(text: string, at: number): FilterToken {
  const position = at + 1;
  const bracket = take(punctuation, text, at);
  if (bracket === '(' || bracket === ')' || bracket === '[' || bracket === ']' || bracket === '].') {
    return { kind: 'punctuation', text: bracket, position };
  }
  const name = take(word, text, at);
  if (name !== undefined) return { kind: 'word', text: name, position };
  const digits = take(number, text, at);
  if (digits !== undefined) return { kind: 'number', text: digits, position };
  const literal = take(string, text, at);
  if (literal !== undefined) return { kind: 'string', text: literal, value: decode(text, literal, position), position };
  throw unexpected(text, position, {
    ja: '文字列や日時の値は二重引用符で囲んでください（例: userName eq "taro@example.com"）。',
    en: 'Put strings and dates in double quotation marks, such as userName eq "taro@example.com".',
  });
}

function decode(text: string, literal: string, position: number): string {
  const wanted = {
    ja: '文字列は JSON の規則で書いてください（\\ は \\\\、" は \\"）。',
    en: 'Strings follow JSON: write \\\\ for \\ and \\" for ".',
  };
  let value: unknown;
  try {
    value = JSON.parse(literal);
  } catch {
    throw unexpected(text, position, wanted);
  }
  // PostgreSQL can store neither, so no resource can match; refusing says why.
  if (typeof value !== 'string' || value.includes('\u0000') || !value.isWellFormed()) {
    throw unexpected(text, position, wanted);
  }
  return value;
}

function take(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function assertBounded(tokens: readonly FilterToken[]): void {
  let depth = 0;
  let negations = 0;
  let comparisons = 0;
  for (const token of tokens) {
    negations = token.kind === 'word' && /^not$/i.test(token.text) ? negations + 1 : 0;
    if (token.kind === 'punctuation') depth += token.text === '(' || token.text === '[' ? 1 : -1;
    if (token.kind === 'word' && comparison.test(token.text)) comparisons += 1;
    if (depth + negations > scimLimits.filterDepth) {
      throw invalidFilter({
        ja: `フィルターの入れ子が深すぎます（上限 ${scimLimits.filterDepth} 段、${token.position} 文字目）。`,
        en: `The filter is nested too deep (at most ${scimLimits.filterDepth} levels), at character ${token.position}.`,
      });
    }
    if (comparisons > scimLimits.filterComparisons) {
      throw invalidFilter({
        ja: `フィルターの条件が多すぎます（上限 ${scimLimits.filterComparisons} 個）。複数回に分けてください。`,
        en: `The filter has too many conditions (at most ${scimLimits.filterComparisons}). Ask several times.`,
      });
    }
  }
}
