import type { JsonObject } from '../json.ts';
import { verbOf, withMember } from './operation.ts';

/** `Add`, `Replace`, `Remove` in lower case, as RFC 7644 §3.5.2 has them. Entra ID sends capitals without its flag. */
export function lowerCaseVerb(operation: JsonObject): readonly JsonObject[] {
  const verb = verbOf(operation);
  return [verb === undefined ? operation : withMember(operation, 'op', verb)];
}
