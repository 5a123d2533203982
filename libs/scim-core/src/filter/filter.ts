/**
 * A filter (RFC 7644 §3.4.2.2) bound to a schema: attribute names resolved to their canonical spelling and type,
 * values already folded as the match document folds them. Storage compiles it to SQL, `matches()` evaluates it in
 * memory; both read the same match document, so that they can't disagree about case or dates.
 */
export type Filter =
  | { readonly kind: 'and'; readonly operands: readonly Filter[] }
  | { readonly kind: 'or'; readonly operands: readonly Filter[] }
  | { readonly kind: 'not'; readonly operand: Filter }
  | {
      /**
       * True when any value at the path satisfies it. `ne` is the negation of `eq`, so it holds for an absent attribute;
       * ordering and substring operators are false for one. `eq null` never reaches here: it parses to not(present).
       */
      readonly kind: 'compare';
      readonly path: AttributePath;
      readonly operator: CompareOperator;
      readonly value: string | number | boolean;
    }
  | { readonly kind: 'present'; readonly path: AttributePath }
  | {
      /** A value path, `emails[type eq "work"]`: one element satisfies the whole inner filter. Inner paths start at the element. */
      readonly kind: 'element';
      readonly path: AttributePath;
      readonly filter: Filter;
    };

export type CompareOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';

export type AttributeType =
  | 'string'
  | 'boolean'
  | 'decimal'
  | 'integer'
  | 'dateTime'
  | 'binary'
  | 'reference'
  | 'complex';

/** Where a value lies in the match document. */
export interface AttributePath {
  /**
   * Keys from the root of the match document, in canonical spelling; an extension's URN is a key like any other:
   * `['userName']`, `['emails', 'value']`, `['urn:ietf:…:User', 'manager', 'value']`, `['meta', 'lastModified']`.
   * Any key may lead to an array; its elements are then looked at one by one.
   */
  readonly keys: readonly string[];
  readonly type: AttributeType;
  readonly caseExact: boolean;
}
