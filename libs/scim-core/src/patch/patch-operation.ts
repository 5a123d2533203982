import type { JsonObject, JsonValue } from '@sekisho/provider-kit';
import type { Filter } from '../filter/filter.ts';
import type { Attribute } from '../schema/resource-type.ts';

/** One operation of a PATCH (RFC 7644 §3.5.2), read and bound to the schema. */
export type PatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: PatchPath | undefined; readonly value: JsonValue }
  | {
      readonly op: 'remove';
      readonly path: PatchPath;
      /**
       * Which values to remove. The RFC gives `value` no meaning here, and a strict server would remove all of them;
       * a client that names some never means all.
       */
      readonly value: JsonValue | undefined;
    };

/** Where an operation acts. */
export type PatchPath =
  | {
      readonly kind: 'attribute';
      /** The key of the extension's block; absent for core attributes. */
      readonly extension: string | undefined;
      /** Canonical where a schema knows it, else as written. */
      readonly name: string;
      readonly attribute: Attribute | undefined;
      /** The condition in brackets, over folded elements. */
      readonly filter: Filter | undefined;
      /** What an element made for the filter would hold: the values of a filter that is only `eq` joined by `and`. */
      readonly equals: JsonObject | undefined;
      readonly subName: string | undefined;
      readonly subAttribute: Attribute | undefined;
      /** As written, for messages. */
      readonly text: string;
    }
  | {
      /** A schema's URN alone: the whole extension block, or the core attributes (`extension` absent). */
      readonly kind: 'schema';
      readonly extension: string | undefined;
      readonly text: string;
    };

export type AttributePatchPath = Extract<PatchPath, { kind: 'attribute' }>;
