import { ScimError } from '@sekisho/scim-core';

/** What a request's address says: `/{connectionId}/Users/{id}?filter=…`, taken apart and decoded. */
export interface RequestTarget {
  readonly connectionId: string;
  /** What follows the connection, without empty segments: `['Users', '{id}']`. */
  readonly segments: readonly string[];
  /** The parameters of RFC 7644 by its spelling, whatever the case they came in. The first of a name counts. */
  readonly query: Readonly<Record<string, string>>;
}

const knownParameters = new Map(
  ['filter', 'sortBy', 'sortOrder', 'startIndex', 'count', 'cursor', 'attributes', 'excludedAttributes'].map((name) => [
    name.toLowerCase(),
    name,
  ]),
);

/** `url` is relative to where SCIM is mounted. Lenient where providers are sloppy: a slash, `?` or `&` at the end. */
export function readTarget(url: string): RequestTarget {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const [connectionId = '', ...segments] = path.split('/').filter((segment) => segment !== '');
  return {
    connectionId: connectionId.toLowerCase(),
    segments: segments.map(decode),
    query: mark < 0 ? {} : readQuery(url.slice(mark + 1)),
  };
}

/** `+` is a space (OneLogin sends `userName+eq+…`); a plus sign itself comes as `%2B`. */
function readQuery(text: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const part of text.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = knownParameters.get(decode(equals < 0 ? part : part.slice(0, equals)).toLowerCase());
    if (name === undefined || query[name] !== undefined) continue;
    query[name] = equals < 0 ? '' : decode(part.slice(equals + 1).replaceAll('+', ' '));
  }
  return query;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new ScimError(
      400,
      'invalidValue',
      {
        ja: 'URL のパーセントエンコーディングが正しくありません。UTF-8 でエンコードしてください。',
        en: 'The URL is not percent-encoded well. Encode it as UTF-8.',
      },
      { cause },
    );
  }
}
