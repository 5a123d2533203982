import type { Catalogue } from '@sekisho/audit-events';
import { describe, expect, it } from 'vitest';
import { categoryName, choicesOf, eventName } from './catalogue-names.ts';

const text = (ja: string, en: string) => ({ ja, en });
const known: Catalogue = {
  version: 1,
  products: [
    {
      id: 'Backlog',
      name: text('Backlog', 'Backlog'),
      categories: [
        {
          id: 'Issue',
          name: text('課題', 'Issue'),
          events: [{ id: 'Add an issue', name: text('課題の追加', 'Add an issue'), action: '' }],
        },
      ],
    },
    {
      id: 'Apps',
      name: text('アプリ', 'Apps'),
      categories: [
        {
          id: 'Team',
          name: text('チーム', 'Team'),
          events: [{ id: 'Create a team', name: text('チームの作成', 'Create a team'), action: '' }],
        },
      ],
    },
  ],
};
const addIssue = { product: 'Backlog', category: 'Issue', event: 'Add an issue' };

describe('the names of an event', () => {
  it("are in the reader's language", () => {
    expect(eventName(addIssue, 'ja', known)).toBe('課題の追加');
    expect(categoryName(addIssue, 'ja', known)).toBe('課題');
    expect(eventName(addIssue, 'en', known)).toBe('Add an issue');
  });

  it('are shown as stored where the catalogue has none', () => {
    const foreign = { product: 'Payroll', category: 'Slip', event: 'Print a slip' };
    expect(eventName(foreign, 'ja', known)).toBe('Print a slip');
    expect(categoryName(foreign, 'ja', known)).toBe('Slip');
  });
});

describe('choicesOf', () => {
  it('offers everything while nothing is chosen', () => {
    const { products, categories, events } = choicesOf({}, [], 'ja', known);
    expect(products.map((choice) => choice.label)).toEqual(['Backlog', 'アプリ']);
    expect(categories.map((choice) => choice.value)).toEqual(['Issue', 'Team']);
    expect(events.map((choice) => choice.label)).toEqual(['課題の追加', 'チームの作成']);
  });

  it('offers only what a chosen product has', () => {
    expect(choicesOf({ product: 'Apps' }, [], 'ja', known).events.map((choice) => choice.value)).toEqual([
      'Create a team',
    ]);
  });

  it('also offers what was seen or is chosen and not in the catalogue, once', () => {
    const seen = { product: 'Payroll', category: 'Slip', event: 'Print a slip' };
    const { products } = choicesOf({ product: 'Payroll' }, [seen, seen, addIssue], 'ja', known);
    expect(products.map((choice) => choice.value)).toEqual(['Backlog', 'Apps', 'Payroll']);
  });
});
