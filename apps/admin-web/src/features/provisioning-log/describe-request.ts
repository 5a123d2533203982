/** What a request meant, as far as its line says: the body is only read where one entry is shown whole. */
export interface RequestMeaning {
  readonly kind: RequestKind;
  /** What a list was narrowed to, e.g. `userName eq "sato@example.co.jp"`. */
  readonly filter?: string;
}

export type RequestKind =
  | `${'create' | 'read' | 'find' | 'list' | 'change' | 'replace' | 'delete'}${'User' | 'Group'}`
  | 'search'
  | 'bulk'
  | 'me'
  | 'discover'
  | 'other';

const oneOf = { GET: 'read', HEAD: 'read', PATCH: 'change', PUT: 'replace', DELETE: 'delete' } as const;

const discovery = ['serviceproviderconfig', 'schemas', 'resourcetypes'];

/** Reads a method and a path below the SCIM base URL. Resource paths have no case (RFC 7644 as providers use it). */
export function describeRequest(method: string, path: string): RequestMeaning {
  const { pathname, searchParams } = new URL(`https://scim.invalid${path}`);
  const [collection = '', id] = pathname.toLowerCase().split('/').filter(Boolean);
  if (id === '.search' || collection === '.search') return { kind: 'search' };
  if (collection === 'bulk') return { kind: 'bulk' };
  if (collection === 'me') return { kind: 'me' };
  if (discovery.includes(collection)) return { kind: 'discover' };
  const noun = collection === 'users' ? 'User' : collection === 'groups' ? 'Group' : null;
  if (noun === null) return { kind: 'other' };
  if (id === undefined) {
    if (method === 'POST') return { kind: `create${noun}` };
    if (method !== 'GET' && method !== 'HEAD') return { kind: 'other' };
    const filter = searchParams.get('filter')?.trim() ?? '';
    return filter === '' ? { kind: `list${noun}` } : { kind: `find${noun}`, filter };
  }
  const verb = Object.entries(oneOf).find(([name]) => name === method)?.[1];
  return verb === undefined ? { kind: 'other' } : { kind: `${verb}${noun}` };
}
