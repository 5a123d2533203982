import { readFlatAttribute, withEnterpriseUrn, writeFlatAttribute } from '../attribute-path.ts';
import { quoteFilterValues } from '../filter/quote-filter-values.ts';
import type { JsonObject } from '../json.ts';
import { pathOf, withMember } from './operation.ts';

/**
 * Writes a path as RFC 7644 §3.10 does: `manager` and `department` get the enterprise URN (Entra ID's documentation
 * leaves it out), `urn:…:User.department` its colon, and a value filter its quotes and booleans
 * (`roles[primary eq "True"].value` is what Entra's SingleAppRoleAssignment sends).
 */
export function fullPath(operation: JsonObject): readonly JsonObject[] {
  const path = pathOf(operation);
  const flat = path === undefined ? undefined : readFlatAttribute(path);
  if (flat === undefined) return [operation];
  const rest = flat.rest.startsWith('[') ? quoteFilterValues(flat.rest) : flat.rest;
  return [withMember(operation, 'path', writeFlatAttribute(withEnterpriseUrn({ ...flat, rest })))];
}
