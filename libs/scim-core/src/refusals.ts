import type { LocalisedText } from '@sekisho/domain';
import { ScimError } from './scim-error.ts';

/**
 * The 400 answers of RFC 7644 table 9, one a function, so that a rule reads as its reason. The text says what is wrong
 * and what would be right; values of the request are quoted through {@link quoted}, which bounds them.
 */

export function invalidSyntax(explanation: LocalisedText, options?: { cause?: unknown }): ScimError {
  return new ScimError(400, 'invalidSyntax', explanation, options);
}

export function invalidValue(explanation: LocalisedText, options?: { cause?: unknown }): ScimError {
  return new ScimError(400, 'invalidValue', explanation, options);
}

export function invalidPath(explanation: LocalisedText, options?: { cause?: unknown }): ScimError {
  return new ScimError(400, 'invalidPath', explanation, options);
}

export function invalidFilter(explanation: LocalisedText, options?: { cause?: unknown }): ScimError {
  return new ScimError(400, 'invalidFilter', explanation, options);
}

export function noTarget(explanation: LocalisedText): ScimError {
  return new ScimError(400, 'noTarget', explanation);
}

export function mutability(explanation: LocalisedText): ScimError {
  return new ScimError(400, 'mutability', explanation);
}

/** A value as a message may carry it: JSON, at most 80 characters, never the whole of what came. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 80 ? text : `${text.slice(0, 77).toWellFormed()}…`;
}
