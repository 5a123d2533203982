import {
  coreGroupSchema,
  coreUserSchema,
  enterpriseAttributes,
  enterpriseUserSchema,
  nameIn,
  sameName,
} from './schema-urns.ts';

/**
 * An attribute written flat, taken apart: `urn:…:User:manager.value` → schema, `manager`, `.value`.
 * `rest` is what follows the attribute name: a sub-attribute with its dot, a filter in brackets, or nothing.
 */
export interface FlatAttribute {
  readonly schema: string | undefined;
  readonly attribute: string;
  readonly rest: string;
}

const knownSchemas: readonly string[] = [coreUserSchema, coreGroupSchema, enterpriseUserSchema];

/** `urn:ietf:params:scim:schemas:extension:acme:2.0:User:shoeSize`: everything to the last colon before a bracket or sub-attribute. */
const urnAttribute = /^(?<schema>urn:[^[\]"]*):(?<attribute>[A-Za-z$][\w$-]*)(?<rest>(?:[.[].*)?)$/is;
const plainAttribute = /^(?<attribute>[A-Za-z$][\w$-]*)(?<rest>(?:[.[].*)?)$/s;

/**
 * Reads a PATCH path or a flat member name. Undefined when it is none: an URN by itself, an empty string, `__proto__`.
 * Names that begin with an underscore never match, and so are never written anywhere.
 */
export function readFlatAttribute(text: string): FlatAttribute | undefined {
  const known = knownSchemas.find((schema) => sameName(text.slice(0, schema.length), schema));
  if (known !== undefined) {
    // Entra's older jobs wrote `urn:…:User.department` with a dot where the RFC has a colon.
    const tail = plainAttribute.exec(text.slice(known.length + 1));
    const separator = text[known.length];
    if ((separator !== ':' && separator !== '.') || tail === null) return undefined;
    return { schema: known, attribute: tail.groups?.['attribute'] ?? '', rest: tail.groups?.['rest'] ?? '' };
  }
  const match = urnAttribute.exec(text) ?? plainAttribute.exec(text);
  if (match?.groups === undefined || /^urn:/i.test(text) !== (match.groups['schema'] !== undefined)) return undefined;
  return {
    schema: match.groups['schema'],
    attribute: match.groups['attribute'] ?? '',
    rest: match.groups['rest'] ?? '',
  };
}

/** The RFC's spelling of a flat attribute (RFC 7644 §3.10). */
export function writeFlatAttribute({ schema, attribute, rest }: FlatAttribute): string {
  return schema === undefined ? `${attribute}${rest}` : `${schema}:${attribute}${rest}`;
}

/** `department` → `urn:…:enterprise:2.0:User:department`: Entra's documentation leaves the URN out. */
export function withEnterpriseUrn(flat: FlatAttribute): FlatAttribute {
  const known = flat.schema === undefined ? nameIn(enterpriseAttributes, flat.attribute) : undefined;
  return known === undefined ? flat : { schema: enterpriseUserSchema, attribute: known, rest: flat.rest };
}
