import type { AttributeType } from '../filter/filter.ts';

/** RFC 7643 §7. */
export type Mutability = 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
/** RFC 7643 §7. */
export type Returned = 'always' | 'default' | 'request' | 'never';
/** RFC 7643 §7. `server`: one a connection. */
export type Uniqueness = 'none' | 'server' | 'global';

/** One attribute of a schema, as RFC 7643 §7 describes it. */
export interface AttributeDefinition {
  readonly name: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  /** Values with a known meaning. Others are not refused. */
  readonly canonicalValues?: readonly string[];
  readonly caseExact: boolean;
  readonly mutability: Mutability;
  readonly returned: Returned;
  readonly uniqueness: Uniqueness;
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: readonly AttributeDefinition[];
  /**
   * Ours, not the RFC's, and not published: the attribute may also arrive as a plain string, one object or an array of
   * strings, and is kept as an array of objects. `roles` needs it: administrators map a single field to it.
   */
  readonly acceptsSimpleValues?: boolean;
}

export interface SchemaDefinition {
  /** A URN in the spelling that replies use. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly AttributeDefinition[];
}

type Details = Partial<Omit<AttributeDefinition, 'name' | 'description' | 'type' | 'subAttributes'>>;

const defaults = {
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
} as const;

/** An attribute without parts, with RFC 7643 §2.2's defaults for all that `details` leaves out. */
export function simple(
  name: string,
  type: Exclude<AttributeType, 'complex'>,
  description: string,
  details: Details = {},
): AttributeDefinition {
  return { ...defaults, name, type, description, ...details };
}

/** An attribute made of others. */
export function complex(
  name: string,
  description: string,
  subAttributes: readonly AttributeDefinition[],
  details: Details = {},
): AttributeDefinition {
  return { ...defaults, name, type: 'complex', description, subAttributes, ...details };
}

/** A multi-valued attribute with the parts of RFC 7643 §2.4: value, display, type and primary. */
export function plural(
  name: string,
  description: string,
  value: AttributeDefinition,
  types: readonly string[],
  details: Details = {},
): AttributeDefinition {
  return complex(
    name,
    description,
    [
      value,
      simple('display', 'string', 'A human-readable name, primarily for display.'),
      simple('type', 'string', 'What the value is used for.', types.length === 0 ? {} : { canonicalValues: types }),
      simple('primary', 'boolean', 'Whether this is the preferred value. True for at most one.'),
    ],
    { multiValued: true, ...details },
  );
}
