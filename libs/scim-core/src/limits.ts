/**
 * Bounds on what one request may ask of the pure parts. They keep time and memory finite whatever arrives; each is far
 * above what the published clients send (Entra sends at most 100 members an operation, Okta pages of 100).
 */
export const scimLimits = {
  /** Nesting of a request body; RFC 7643 needs four. */
  jsonDepth: 16,
  /** Values in one body, objects and arrays counted too: a group of 40,000 members with display names fits. */
  jsonNodes: 200_000,
  /** Members of one JSON object; the User schema has some thirty. */
  objectMembers: 2_000,
  /** Values of one multi-valued attribute; a group's members are bounded by {@link scimLimits.jsonNodes} alone. */
  values: 2_000,
  /** UTF-16 units in one string: a photo as a data URI or a certificate fits. */
  stringLength: 262_144,
  /** UTF-16 units in one attribute name. */
  nameLength: 256,
  filterLength: 10_240,
  /** Parentheses, brackets and `not` inside one another. */
  filterDepth: 32,
  filterComparisons: 200,
  /** Of one PATCH; each member of a value without a path counts as one. */
  patchOperations: 1_000,
  /** Comparisons of one PATCH, see `PatchWork`: some 200,000 looks at a value. */
  patchWork: 2_000_000,
  /** Whoever names no count wants them all: the largest page shows most directories' groups and many's people at once. */
  defaultPageSize: 500,
  maxPageSize: 500,
  bulkOperations: 1_000,
  /** Bytes of a bulk request's body. */
  bulkPayloadSize: 1_048_576,
  /** Seconds a cursor stays good (RFC 9865 §4). */
  cursorTimeout: 3_600,
} as const;
