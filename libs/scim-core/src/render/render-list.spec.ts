import { describe, expect, it } from 'vitest';
import { renderList, renderListPieces } from './render-list.ts';

const page = { totalResults: 7, startIndex: 3, nextCursor: 'c' };

describe('a list in pieces', () => {
  it.each([
    ['of nobody', [], []],
    ['of one in one piece', [['{"id":"1"}']], [{ id: '1' }]],
    [
      'of several, however each was cut',
      [['{"id":', '"1"', '}'], ['{"id":"2"}'], ['{"id', '":"3"}']],
      [{ id: '1' }, { id: '2' }, { id: '3' }],
    ],
  ])('%s says what a list says', (_, pieces, resources) => {
    expect(renderListPieces({ ...page, resources: pieces }).join('')).toBe(
      JSON.stringify(renderList({ ...page, resources })),
    );
  });

  it('has two pieces for each of those that come in three, and one more', () => {
    const three = ['{"id":"', '花子', '"}'];
    expect(renderListPieces({ ...page, resources: [three, three, three] })).toHaveLength(7);
  });
});
