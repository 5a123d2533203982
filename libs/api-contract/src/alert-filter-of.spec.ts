import { expect, it } from 'vitest';
import { alertFilterOf } from './alert-filter-of.ts';

it('lends an alert rule what a search looks for, and not when', () => {
  expect(alertFilterOf({ product: 'Backlog', ip: '192.0.2.0/24', text: 'TRM', ...{ range: '7d' } })).toEqual({
    products: ['Backlog'],
    ipAddress: '192.0.2.0/24',
    text: 'TRM',
  });
  expect(alertFilterOf({ category: 'Issue', event: 'Delete an issue', actor: 'u-1' })).toEqual({
    categories: ['Issue'],
    events: ['Delete an issue'],
    actor: 'u-1',
  });
  expect(alertFilterOf({})).toEqual({});
});
