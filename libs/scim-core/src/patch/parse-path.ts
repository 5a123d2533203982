import { type JsonEntry, type JsonObject, objectFrom } from '@sekisho/provider-kit';
import { type FilterToken, lexFilter } from '../filter/lex-filter.ts';
import { parseElementFilter } from '../filter/parse-filter.ts';
import { invalidPath, quoted } from '../refusals.ts';
import { isPlainName, resolveAttributeName } from '../schema/attribute-name.ts';
import type { Attribute, ResourceType } from '../schema/resource-type.ts';
import { ScimError } from '../scim-error.ts';
import type { PatchPath } from './patch-operation.ts';

/**
 * Reads a PATCH path (RFC 7644 §3.5.2, figure 7): `name.familyName`, `emails[type eq "work"].value`, an extension's
 * attribute or its URN alone. 400 invalidPath when it is none, 400 invalidFilter when the part in brackets is not one.
 */
export function parsePath(type: ResourceType, text: string): PatchPath {
  const tokens = lexPath(text);
  const [name, open] = tokens;
  if (name?.kind !== 'word') throw malformed(text);
  const resolved = resolveAttributeName(type, name.text);
  if (resolved === undefined) throw malformed(text);
  if (resolved.kind === 'schema') {
    if (open !== undefined) throw malformed(text);
    return { kind: 'schema', extension: resolved.extension, text };
  }
  const { extension, attribute } = resolved;
  const base = { kind: 'attribute', extension, name: resolved.name, attribute, text } as const;
  if (resolved.subName !== undefined && attribute !== undefined && attribute.type !== 'complex') throw malformed(text);
  if (open === undefined) {
    return {
      ...base,
      filter: undefined,
      equals: undefined,
      subName: resolved.subName,
      subAttribute: resolved.subAttribute,
    };
  }

  const close = tokens.findIndex((token) => token.text === ']' || token.text === '].');
  const part = tokens[close + 1];
  const expectedLength = tokens[close]?.text === '].' ? close + 2 : close + 1;
  if (open.text !== '[' || close < 0 || tokens.length !== expectedLength || resolved.subName !== undefined) {
    throw malformed(text);
  }
  if (attribute !== undefined && attribute.type !== 'complex') throw malformed(text);
  const condition = tokens.slice(2, close);
  const filter = parseElementFilter(type, text, condition, attribute);
  const equals = readEquals(attribute, condition);
  if (part === undefined) return { ...base, filter, equals, subName: undefined, subAttribute: undefined };
  if (part.kind !== 'word' || !isPlainName(part.text)) throw malformed(text);
  const subAttribute = attribute?.children.get(part.text.toLowerCase());
  return { ...base, filter, equals, subName: subAttribute?.name ?? part.text, subAttribute };
}

/**
 * `type eq "work" and primary eq true` as an object, from the tokens: the bound filter's values are folded, and an
 * element made from them must keep the client's case.
 */
function readEquals(attribute: Attribute | undefined, tokens: readonly FilterToken[]): JsonObject | undefined {
  const entries: JsonEntry[] = [];
  for (let at = 0; at < tokens.length; at += 4) {
    const [name, operator, literal, and] = tokens.slice(at, at + 4);
    if (name?.kind !== 'word' || operator?.text.toLowerCase() !== 'eq' || literal === undefined) return undefined;
    if (and !== undefined && (and.text.toLowerCase() !== 'and' || at + 4 >= tokens.length)) return undefined;
    const value = literalValue(literal);
    if (value === undefined) return undefined;
    entries.push([attribute?.children.get(name.text.toLowerCase())?.name ?? name.text, value]);
  }
  return objectFrom(entries);
}

function literalValue(token: FilterToken): string | number | boolean | undefined {
  switch (token.kind) {
    case 'string':
      return token.value;
    case 'number':
      return Number(token.text);
    case 'word':
      return /^(true|false)$/i.test(token.text) ? token.text.toLowerCase() === 'true' : undefined;
    case 'punctuation':
      return undefined;
  }
}

function lexPath(text: string): readonly FilterToken[] {
  try {
    return lexFilter(text);
  } catch (cause) {
    if (cause instanceof ScimError) throw malformed(text, { cause });
    throw cause;
  }
}

function malformed(text: string, options?: { cause?: unknown }): ScimError {
  return invalidPath(
    {
      ja: `path ${quoted(text)} が読み取れません。例: displayName、name.familyName、emails[type eq "work"].value`,
      en: `The path ${quoted(text)} can't be read. Examples: displayName, name.familyName, emails[type eq "work"].value.`,
    },
    options,
  );
}
