import type { JsonObject } from './json.ts';

/** Rewrites one body. Pure; leaves what it does not answer for as it is, and does nothing when done twice. */
export type BodyTransform = (body: JsonObject) => JsonObject;

/** Rewrites one PATCH operation into none, one or several. Pure, and nothing when done twice. */
export type OperationTransform = (operation: JsonObject) => readonly JsonObject[];

/**
 * Several transforms as one, first to last.
 *
 * ```ts
 * normaliseUser: inOrder(booleanFromString('active'), dropNulls)
 * ```
 */
export function inOrder(...transforms: readonly BodyTransform[]): BodyTransform {
  return (body) => transforms.reduce((current, transform) => transform(current), body);
}

/** Runs every operation through the transforms, first to last; each sees what the one before it made. */
export function eachOperation(
  ...transforms: readonly OperationTransform[]
): (operations: readonly JsonObject[]) => readonly JsonObject[] {
  return (operations) => transforms.reduce((current, transform) => current.flatMap(transform), operations);
}
