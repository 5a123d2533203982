export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object as it came in: nothing about its members is known. */
export interface JsonObject {
  readonly [name: string]: JsonValue | undefined;
}
