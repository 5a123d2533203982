import { userType } from '../schema/resource-type.ts';
import type { GroupReference } from './render-resource.ts';

/** A User as stored, its attributes still JSON text. */
export interface StoredUserText {
  /** A UUID. */
  readonly id: string;
  /** The names of the schemas, as a JSON array. */
  readonly schemas: string;
  /** What `JSON.stringify` made of the attributes: an object that is never empty, because a User has a name. */
  readonly attributes: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
  /** Null: in none. */
  readonly groups: readonly GroupReference[] | null;
}

/** JSON text in pieces that belong one after the other. Whoever sends them need not put them together, which copies them. */
export type TextPieces = readonly string[];

/**
 * Renders whole Users as the JSON text that a reply shows: to the character what `renderUser` says. Reading documents into
 * objects only to write them out again costs more than finding them, and providers list all day; here what is stored
 * goes out as it is.
 */
export function userTextRenderer(baseUrl: string): (user: StoredUserText) => TextPieces {
  const address = JSON.stringify(`${baseUrl}${userType.endpoint}/`).slice(0, -1);
  return ({ id, schemas, attributes, version, createdAt, modifiedAt, groups }) => {
    const created = createdAt.toISOString();
    // Of most Users in a list nothing has changed yet, and a time takes longer to write than the rest.
    const modified = modifiedAt.getTime() === createdAt.getTime() ? created : modifiedAt.toISOString();
    const named = groups === null ? '' : groupsText(groups, baseUrl);
    return [
      `{"schemas":${schemas},"id":"${id}",`,
      attributes.slice(1, -1),
      `${named},"meta":{"resourceType":"User","created":"${created}","lastModified":"${modified}"` +
        `,"location":${address}${id}","version":"W/\\"${version}\\""}}`,
    ];
  };
}

function groupsText(groups: readonly GroupReference[], baseUrl: string): string {
  const texts = groups.map(({ id, display }) =>
    JSON.stringify({ value: id, $ref: `${baseUrl}/Groups/${id}`, display, type: 'direct' }),
  );
  return texts.length === 0 ? '' : `,"groups":[${texts.join(',')}]`;
}
