import { readFlatAttribute, withEnterpriseUrn, writeFlatAttribute } from '../attribute-path.ts';
import { isJsonObject, type JsonEntry, type JsonObject, objectFrom } from '../json.ts';
import { enterpriseAttributes, enterpriseUserSchema, nameIn, sameName } from '../schema-urns.ts';
import { isPathless, memberOf, verbOf, withMember } from './operation.ts';

/**
 * Takes flat names out of a pathless operation, each into an operation with a path: with aadOptscim062020 Entra ID
 * sends one `replace` whose value has `"name.givenName"` and `"urn:…:User:employeeNumber"` as member names. RFC 7644
 * §3.5.2 knows no such names, and taken literally they would be unknown attributes. Plain names stay together.
 */
export function splitPathless(operation: JsonObject): readonly JsonObject[] {
  const value = memberOf(operation, 'value');
  const verb = verbOf(operation);
  if (!isPathless(operation) || !isJsonObject(value) || (verb !== 'add' && verb !== 'replace')) {
    return [operation];
  }
  const plain: JsonEntry[] = [];
  const split: JsonObject[] = [];
  for (const [name, member] of Object.entries(value)) {
    const path = pathFromName(name, isJsonObject(member));
    if (path === undefined) plain.push([name, member]);
    else split.push({ op: verb, path, value: member });
  }
  if (split.length === 0) return [operation];
  return plain.length === 0 ? split : [withMember(operation, 'value', objectFrom(plain)), ...split];
}

/** The path a flat name stands for; undefined for a name that may stay in a pathless value. */
function pathFromName(name: string, holdsObject: boolean): string | undefined {
  const flat = readFlatAttribute(name);
  if (flat === undefined) return undefined;
  const isExtension = flat.schema !== undefined && holdsObject && !sameName(flat.schema, enterpriseUserSchema);
  const isPlain =
    flat.schema === undefined && flat.rest === '' && nameIn(enterpriseAttributes, flat.attribute) === undefined;
  return isExtension || isPlain ? undefined : writeFlatAttribute(withEnterpriseUrn(flat));
}
