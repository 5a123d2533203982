import { versionTag } from '../preconditions/preconditions.ts';
import { userType } from '../schema/resource-type.ts';
import { type GroupReference, locationOf } from './render-resource.ts';

/** A User as stored, its attributes still JSON text. */
export interface StoredUserText {
  readonly id: string;
  /** The names of the schemas, as a JSON array. */
  readonly schemas: string;
  /** What `JSON.stringify` made of the attributes: an object that is never empty, because a User has a name. */
  readonly attributes: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
  readonly groups: readonly GroupReference[];
}

/**
 * A whole User as the JSON text that a reply shows: to the character what `renderUser` says. Reading documents into objects
 * only to write them out again costs more than finding them, and providers list all day; here what is stored goes out
 * as it is.
 */
export function renderUserText(user: StoredUserText, baseUrl: string): string {
  const { id, schemas, attributes, version, createdAt, modifiedAt } = user;
  const groups = user.groups.map((group) => groupText(group, baseUrl));
  return (
    `{"schemas":${schemas},"id":"${id}",${attributes.slice(1, -1)}` +
    (groups.length === 0 ? '' : `,"groups":[${groups.join(',')}]`) +
    `,"meta":{"resourceType":"User","created":"${createdAt.toISOString()}","lastModified":"${modifiedAt.toISOString()}"` +
    `,"location":${JSON.stringify(locationOf(userType, id, baseUrl))},"version":${JSON.stringify(versionTag(version))}}}`
  );
}

function groupText({ id, display }: GroupReference, baseUrl: string): string {
  return JSON.stringify({ value: id, $ref: `${baseUrl}/Groups/${id}`, display, type: 'direct' });
}
