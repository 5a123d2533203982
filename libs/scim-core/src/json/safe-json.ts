import type { JsonValue } from '@sekisho/provider-kit';
import { scimLimits } from '../limits.ts';
import { invalidSyntax, invalidValue, quoted } from '../refusals.ts';
import { ScimError } from '../scim-error.ts';

/** Names that reach an object's prototype when code assigns them. No identity provider has a reason to send one. */
const unsafeNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether a member name could reach a prototype. Case matters here as it does to JavaScript. */
export function isUnsafeName(name: string): boolean {
  return unsafeNames.has(name);
}

/**
 * Accepts a parsed JSON body, or refuses it: nested too deep, too many values, a string nobody needs, a member name
 * that reaches a prototype, or text that PostgreSQL can't store (U+0000 and lone surrogates). Everything that scim-core
 * reads has passed here, so nothing behind it checks again.
 */
export function assertSafeJson(value: unknown): asserts value is JsonValue {
  const isObject = typeof value === 'object' && value !== null;
  if (isObject && known.has(value)) return;
  visit(value, 0, { nodes: 0 });
  if (isObject) known.add(value);
}

/** What has passed. JSON values are never written to, so what the edge has looked at is not looked at again inside. */
const known = new WeakSet<object>();

function visit(value: unknown, depth: number, seen: { nodes: number }): void {
  seen.nodes += 1;
  if (seen.nodes > scimLimits.jsonNodes) {
    throw new ScimError(413, undefined, {
      ja: `リクエスト本文の値が多すぎます（上限 ${scimLimits.jsonNodes} 個）。分割して送信してください。`,
      en: `The body holds too many values (at most ${scimLimits.jsonNodes}). Send it in parts.`,
    });
  }
  switch (typeof value) {
    case 'string':
      assertText(value);
      return;
    case 'boolean':
      return;
    case 'number':
      if (Number.isFinite(value)) return;
      break;
    case 'object': {
      if (value === null) return;
      if (depth >= scimLimits.jsonDepth) {
        throw invalidSyntax({
          ja: `リクエスト本文の入れ子が深すぎます（上限 ${scimLimits.jsonDepth} 段）。`,
          en: `The body is nested too deep (at most ${scimLimits.jsonDepth} levels).`,
        });
      }
      if (Array.isArray(value)) {
        for (const element of value) visit(element, depth + 1, seen);
        return;
      }
      assertFewMembers(Object.keys(value).length);
      for (const [name, member] of Object.entries(value)) {
        assertName(name);
        if (member !== undefined) visit(member, depth + 1, seen);
      }
      return;
    }
  }
  throw invalidSyntax({
    ja: 'リクエスト本文に JSON で表せない値があります。',
    en: 'The body holds a value that JSON does not have.',
  });
}

function assertFewMembers(count: number): void {
  if (count <= scimLimits.objectMembers) return;
  throw new ScimError(413, undefined, {
    ja: `1 つのオブジェクトに含められる属性は ${scimLimits.objectMembers} 個までです（受信: ${count} 個）。`,
    en: `One object may have ${scimLimits.objectMembers} members at most; this one has ${count}.`,
  });
}

function assertName(name: string): void {
  if (isUnsafeName(name)) {
    throw invalidSyntax({
      ja: `属性名 ${quoted(name)} は使用できません。`,
      en: `The attribute name ${quoted(name)} is not allowed.`,
    });
  }
  if (name.length === 0 || name.length > scimLimits.nameLength) {
    throw invalidSyntax({
      ja: `属性名は 1〜${scimLimits.nameLength} 文字で指定してください: ${quoted(name)}`,
      en: `An attribute name has 1 to ${scimLimits.nameLength} characters: ${quoted(name)}`,
    });
  }
  assertText(name);
}

function assertText(text: string): void {
  if (text.length > scimLimits.stringLength) {
    throw invalidValue({
      ja: `文字列が長すぎます（上限 ${scimLimits.stringLength} 文字）。`,
      en: `A string is too long (at most ${scimLimits.stringLength} characters).`,
    });
  }
  if (text.includes('\u0000') || !text.isWellFormed()) {
    throw invalidValue({
      ja: `文字列に保存できない文字（U+0000 または不完全なサロゲートペア）が含まれています: ${quoted(text)}`,
      en: `A string holds a character that can't be stored (U+0000 or half a surrogate pair): ${quoted(text)}`,
    });
  }
}
