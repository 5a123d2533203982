import type { JsonObject, JsonValue } from '@sekisho/provider-kit';

/**
 * One published request, and what the provider expects to be true afterwards. In every string, `{name}` stands for the id
 * that a step before saved under that name, and `{run}` for what makes this run's names its own.
 */
export interface ReplayStep {
  /** The published sample, e.g. `create-user-nulls`. */
  readonly sample: string;
  readonly sentence: string;
  readonly request: {
    readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
    readonly path: string;
    readonly body?: JsonObject;
    readonly headers?: Readonly<Record<string, string>>;
  };
  /** The statuses that the provider is content with. */
  readonly status: readonly number[];
  /** Keeps the reply's `id` under this name. */
  readonly saves?: string;
  readonly expects?: readonly Expectation[];
}

export type Expectation =
  /** Read back, the resource has this value there; undefined: has none. */
  | {
      readonly kind: 'shows';
      readonly resource: string;
      readonly at: readonly (string | number)[];
      readonly value: JsonValue | undefined;
    }
  /** Read back, the group has exactly these members. */
  | { readonly kind: 'members'; readonly group: string; readonly are: readonly string[] }
  /** Read back, there is nothing. */
  | { readonly kind: 'gone'; readonly resource: string }
  /** The reply itself has this value there. */
  | { readonly kind: 'replies'; readonly at: readonly (string | number)[]; readonly value: JsonValue | undefined }
  /** The reply is a list of exactly these. */
  | { readonly kind: 'finds'; readonly ids: readonly string[] };

/** A user's facts, each read back by itself: `['active']`, `['name', 'familyName']`. */
export function userShows(
  name: string,
  facts: readonly (readonly [at: readonly (string | number)[], value: JsonValue | undefined])[],
): readonly Expectation[] {
  return facts.map(([at, value]) => ({ kind: 'shows', resource: `/Users/{${name}}`, at, value }));
}
