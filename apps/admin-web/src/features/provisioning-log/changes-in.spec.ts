import { expect, it } from 'vitest';
import { changesIn } from './changes-in.ts';

it('reads the changes that the log kept, and how many it did not', () => {
  const created = { event: 'Create a managed account', action: '佐藤 was created' };
  expect(changesIn([created, { more: 12 }])).toEqual({ listed: [created], more: 12 });
  expect(changesIn([created])).toEqual({ listed: [created], more: 0 });
  expect(changesIn(null)).toEqual({ listed: [], more: 0 });
  expect(changesIn([null, 'x', {}])).toEqual({ listed: [], more: 0 });
});
