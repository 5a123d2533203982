import { z } from 'zod';
import { benchPerson } from './bench-person.ts';
import type { ScimClient } from './scim-client.ts';

const created = z.looseObject({ id: z.string(), userName: z.string() });

/** Creates people number `from` to `to - 1`, 16 at a time, and returns their ids in order. */
export async function seedPeople(client: ScimClient, from: number, to: number): Promise<string[]> {
  const ids: string[] = [];
  let next = from;
  const worker = async () => {
    while (next < to) {
      const number = next++;
      const person = benchPerson(number);
      const reply = await client.request('POST', '/Users', person);
      if (reply.status !== 201) throw new Error(`create: ${reply.status} ${reply.text.slice(0, 300)}`);
      const user = created.parse(JSON.parse(reply.text));
      if (user.userName !== person.userName) throw new Error(`create: ${user.userName} instead of ${person.userName}`);
      ids[number - from] = user.id;
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  return ids;
}
