/** RFC 7643 §4.1. */
export const coreUserSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
/** RFC 7643 §4.2. */
export const coreGroupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';
/** RFC 7643 §4.3. */
export const enterpriseUserSchema = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
/** RFC 7644 §3.5.2. */
export const patchOpSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** The attributes of the enterprise extension (RFC 7643 §4.3). No core attribute of a user has one of these names. */
export const enterpriseAttributes: readonly string[] = [
  'employeeNumber',
  'costCenter',
  'organization',
  'division',
  'department',
  'manager',
];

/** The multi-valued attributes of a user whose elements are objects with a `value` (RFC 7643 §4.1.2). */
export const multiValuedUserAttributes: readonly string[] = [
  'emails',
  'phoneNumbers',
  'ims',
  'photos',
  'entitlements',
  'roles',
  'x509Certificates',
];

/** Attribute names and URNs are compared without regard to case (RFC 7643 §2.1). */
export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The member whatever its case, or undefined. The first wins, as it does in scim-core. */
export function nameIn(names: readonly string[], name: string): string | undefined {
  return names.find((candidate) => sameName(candidate, name));
}
