import { type JsonObject, type JsonValue, objectFrom } from '@sekisho/provider-kit';
import type { Filter } from '../filter/filter.ts';
import { isJsonArray, isJsonObject } from '../json/json.ts';
import { readMembersList } from '../parse/parse-group.ts';
import { readAttribute } from '../parse/read-attribute.ts';
import { userIdsAtFolded } from '../parse/resource-address.ts';
import { mutability } from '../refusals.ts';
import { resolveAttributeName } from '../schema/attribute-name.ts';
import { groupType } from '../schema/resource-type.ts';
import type { AttributePatchPath, PatchOperation } from './patch-operation.ts';

/**
 * A PATCH of a group, in two: its attributes, and what happens to its members. Members are never read, changed and
 * written back, so that adding one costs the same in any group and two requests at once lose none: storage writes each
 * change as rows, in this order.
 */
export type MemberChange =
  /** Those already there stay. Each id once. */
  | { readonly kind: 'add'; readonly ids: readonly string[] }
  /** Those not there are no error. */
  | { readonly kind: 'remove'; readonly ids: readonly string[] }
  /** Exactly these afterwards. */
  | { readonly kind: 'replace'; readonly ids: readonly string[] }
  | { readonly kind: 'removeAll' }
  /**
   * A condition other than on ids alone; its paths start at the member: `value`, `type`, `display`, `$ref`, which begins
   * with `baseUrl`.
   */
  | { readonly kind: 'removeWhere'; readonly filter: Filter; readonly baseUrl: string };

export interface SplitOperations {
  /** For `applyPatch`. */
  readonly attributeOperations: readonly PatchOperation[];
  /** For storage, in the order of the request. */
  readonly memberChanges: readonly MemberChange[];
}

/**
 * Splits a group's operations. `baseUrl` is the connection's: members may be named by their addresses. Throws 400
 * mutability for an attempt to rewrite a member in place.
 */
export function splitMemberOperations(operations: readonly PatchOperation[], baseUrl: string): SplitOperations {
  const attributeOperations: PatchOperation[] = [];
  const memberChanges: MemberChange[] = [];
  for (const operation of operations) {
    const { path } = operation;
    if (path?.kind === 'attribute') {
      if (isMembers(path.extension, path.attribute?.name)) memberChanges.push(...changeAt(operation, path, baseUrl));
      else attributeOperations.push(operation);
    } else if (operation.op !== 'remove' && path?.extension === undefined && isJsonObject(operation.value)) {
      const { op, value } = operation;
      const rest = Object.entries(value).filter(([key, member]) => {
        if (!namesMembers(key)) return true;
        memberChanges.push(...(op === 'add' ? add : replace)(member ?? null, baseUrl));
        return false;
      });
      if (rest.length > 0) attributeOperations.push({ op, path, value: objectFrom(rest) });
    } else {
      attributeOperations.push(operation);
    }
  }
  return { attributeOperations, memberChanges: joined(memberChanges) };
}

/** Additions that follow each other are one, and removals too: whatever their number, each is one statement for storage. */
function joined(changes: readonly MemberChange[]): readonly MemberChange[] {
  const runs: { readonly change: MemberChange; readonly ids: Set<string> }[] = [];
  for (const change of changes) {
    const last = runs.at(-1);
    const mayJoin = change.kind === 'add' || change.kind === 'remove';
    if (!mayJoin || last?.change.kind !== change.kind) runs.push({ change, ids: new Set() });
    if (mayJoin) for (const id of change.ids) runs.at(-1)?.ids.add(id);
  }
  return runs.map(({ change, ids }) =>
    change.kind === 'add' || change.kind === 'remove' ? { kind: change.kind, ids: [...ids] } : change,
  );
}

function isMembers(extension: string | undefined, name: string | undefined): boolean {
  return extension === undefined && name === 'members';
}

function namesMembers(key: string): boolean {
  const name = resolveAttributeName(groupType, key);
  return name?.kind === 'attribute' && name.subName === undefined && isMembers(name.extension, name.attribute?.name);
}

function changeAt(operation: PatchOperation, path: AttributePatchPath, baseUrl: string): readonly MemberChange[] {
  if (path.subName !== undefined || (path.filter !== undefined && operation.op !== 'remove')) throw rewritten(path);
  if (operation.op === 'add') return add(operation.value, baseUrl);
  if (operation.op === 'replace') return replace(operation.value, baseUrl);
  if (path.filter !== undefined) {
    const { filter } = path;
    const ids = idsOf(filter, baseUrl);
    return [ids === undefined ? { kind: 'removeWhere', filter, baseUrl } : { kind: 'remove', ids }];
  }
  const named = operation.value ?? undefined;
  if (named === undefined) return [{ kind: 'removeAll' }];
  const ids = idsIn(isJsonArray(named) ? named.map(asMember) : [asMember(named)], baseUrl);
  return ids.length === 0 ? [] : [{ kind: 'remove', ids }];
}

function add(value: JsonValue, baseUrl: string): readonly MemberChange[] {
  const ids = idsIn(value, baseUrl);
  return ids.length === 0 ? [] : [{ kind: 'add', ids }];
}

function replace(value: JsonValue, baseUrl: string): readonly MemberChange[] {
  const ids = idsIn(value, baseUrl);
  return [ids.length === 0 ? { kind: 'removeAll' } : { kind: 'replace', ids }];
}

/** The ids in a `members` value; one object is a list of one. */
function idsIn(value: JsonValue, baseUrl: string): readonly string[] {
  const members = groupType.attributes.get('members');
  if (members === undefined) return [];
  const listed = value === null || isJsonArray(value) ? value : [value];
  return readMembersList(readAttribute(members, listed), baseUrl).map((member) => member.value);
}

function asMember(value: JsonValue): JsonValue | JsonObject {
  return typeof value === 'string' ? { value } : value;
}

/** The ids of `value eq "a"`, of `$ref eq "…/Users/a"`, or of several joined by `or`; undefined for any other filter. */
function idsOf(filter: Filter, baseUrl: string): readonly string[] | undefined {
  if (filter.kind === 'compare') {
    const { operator, path, value } = filter;
    if (operator !== 'eq' || path.keys.length !== 1 || typeof value !== 'string') return undefined;
    switch (path.keys[0]) {
      case 'value':
        return [value];
      case '$ref':
        return userIdsAtFolded(value, baseUrl);
      default:
        return undefined;
    }
  }
  if (filter.kind !== 'or') return undefined;
  const ids = new Set<string>();
  for (const operand of filter.operands) {
    const found = idsOf(operand, baseUrl);
    if (found === undefined) return undefined;
    for (const id of found) ids.add(id);
  }
  return [...ids];
}

function rewritten(path: AttributePatchPath) {
  return mutability({
    ja: `${path.text}: メンバーの値は変更できません。remove と add を使ってください。`,
    en: `${path.text}: a member can't be changed in place. Remove it and add the other.`,
  });
}
