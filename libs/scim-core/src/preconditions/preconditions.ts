/**
 * ETags (RFC 7644 §3.14). Ours are weak and number the versions of one resource. `If-Match` is compared weakly too:
 * RFC 7644's own examples send weak tags in it, which RFC 9110's strong comparison would never match.
 */

/** What a request asks of the stored version. Absent headers ask nothing. */
export interface Preconditions {
  readonly ifMatch: TagCondition | undefined;
  readonly ifNoneMatch: TagCondition | undefined;
}

/** `*` or the opaque parts of the tags listed. */
type TagCondition = '*' | ReadonlySet<string>;

/** - `failed`: 412. - `notModified`: 304 to a read. */
export type PreconditionOutcome = 'proceed' | 'failed' | 'notModified';

/** The ETag of a version: `W/"3"`. */
export function versionTag(version: number): string {
  return `W/"${version}"`;
}

/** Reads the two headers. Tags without quotation marks are taken as they are: they match nothing by accident. */
export function parsePreconditions(ifMatch: string | undefined, ifNoneMatch: string | undefined): Preconditions {
  return { ifMatch: readTags(ifMatch), ifNoneMatch: readTags(ifNoneMatch) };
}

/**
 * Decides before a request runs (RFC 9110 §13.2.2). `version` is the stored one, or undefined when the resource does
 * not exist. `reads` says that the request only reads.
 */
export function checkPreconditions(
  preconditions: Preconditions,
  version: number | undefined,
  reads: boolean,
): PreconditionOutcome {
  const { ifMatch, ifNoneMatch } = preconditions;
  if (ifMatch !== undefined && !isMatched(ifMatch, version)) return 'failed';
  if (ifNoneMatch !== undefined && isMatched(ifNoneMatch, version)) return reads ? 'notModified' : 'failed';
  return 'proceed';
}

function isMatched(condition: TagCondition, version: number | undefined): boolean {
  if (version === undefined) return false;
  return condition === '*' || condition.has(String(version));
}

function readTags(header: string | undefined): TagCondition | undefined {
  const text = header?.trim();
  if (text === undefined || text === '') return undefined;
  if (text === '*') return '*';
  const tags = text.matchAll(/(?:W\/)?"([^"]*)"|([^\s,"]+)/gi);
  return new Set([...tags].map((tag) => tag[1] ?? tag[2] ?? ''));
}
