import { describe, expect, it } from 'vitest';
import { choicesOf } from './use-filter-choices.ts';

describe('choicesOf', () => {
  const facets = [
    { value: 'Issue', events: 12_345 },
    { value: 'Wiki', events: 2 },
  ];

  it('shows each value by its name and how often it occurs', () => {
    expect(choicesOf(facets, undefined, (value) => (value === 'Issue' ? '課題' : value), 'ja')).toEqual([
      { value: 'Issue', label: '課題 (12,345)' },
      { value: 'Wiki', label: 'Wiki (2)' },
    ]);
  });

  it('keeps what is chosen though the time range has none of it', () => {
    expect(choicesOf(facets, 'Project', (value) => value, 'ja').map((choice) => choice.label)).toEqual([
      'Issue (12,345)',
      'Wiki (2)',
      'Project (0)',
    ]);
  });
});
