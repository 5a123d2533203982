import type { ScimReply } from './scim-client.ts';

/** Whether a list says that it has one result in all. */
export function findsOne({ body }: ScimReply): boolean {
  return body.includes('"totalResults":1,') || body.includes('"totalResults":1}');
}

/** How many Users a list shows, by their names. */
export function countPeople({ body }: ScimReply): number {
  let count = 0;
  for (let at = body.indexOf(nameMark); at >= 0; at = body.indexOf(nameMark, at + nameMark.length)) count += 1;
  return count;
}

const nameMark = Buffer.from('"userName"');
