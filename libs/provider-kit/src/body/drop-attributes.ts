import { objectFrom } from '../json.ts';
import { nameIn } from '../schema-urns.ts';
import type { BodyTransform } from '../transform.ts';

/** Leaves out members of the body by name, e.g. the random `password` that Okta sends with password sync off. */
export function dropAttributes(...names: readonly string[]): BodyTransform {
  return (body) => objectFrom(Object.entries(body).filter(([name]) => nameIn(names, name) === undefined));
}
