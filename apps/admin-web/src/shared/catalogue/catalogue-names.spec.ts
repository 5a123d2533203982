import type { Catalogue } from '@sekisho/audit-events';
import { describe, expect, it } from 'vitest';
import { categoryName, eventName, productName } from './catalogue-names.ts';

const text = (ja: string, en: string) => ({ ja, en });
const event = (id: string, ja: string) => ({ id, name: text(ja, id), action: '' });
const known: Catalogue = {
  version: 1,
  products: [
    {
      id: 'Backlog',
      name: text('バックログ', 'Backlog'),
      categories: [
        { id: 'Comment', name: text('コメント', 'Comment'), events: [event('Add a comment', '課題コメントの追加')] },
      ],
    },
    {
      id: 'Cacoo',
      name: text('カクー', 'Cacoo'),
      categories: [
        { id: 'Comment', name: text('図のコメント', 'Comment'), events: [event('Add a comment', '図コメントの追加')] },
      ],
    },
  ],
};

describe('the names of what the log holds', () => {
  it("are in the reader's language", () => {
    expect(productName('Cacoo', 'ja', known)).toBe('カクー');
    expect(productName('Cacoo', 'en', known)).toBe('Cacoo');
  });

  it('tell the same word of two products apart', () => {
    expect(categoryName('Comment', { product: 'Cacoo' }, 'ja', known)).toBe('図のコメント');
    expect(eventName('Add a comment', { product: 'Cacoo', category: 'Comment' }, 'ja', known)).toBe('図コメントの追加');
  });

  it('are the first that fits where the product is open', () => {
    expect(categoryName('Comment', {}, 'ja', known)).toBe('コメント');
    expect(eventName('Add a comment', {}, 'ja', known)).toBe('課題コメントの追加');
  });

  it('are shown as stored where the catalogue has none', () => {
    expect(productName('Payroll', 'ja', known)).toBe('Payroll');
    expect(categoryName('Slip', { product: 'Payroll' }, 'ja', known)).toBe('Slip');
    expect(eventName('Print a slip', { product: 'Payroll', category: 'Slip' }, 'ja', known)).toBe('Print a slip');
  });
});
