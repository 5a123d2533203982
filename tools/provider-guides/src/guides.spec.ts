import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { guides } from './guides.ts';
import { renderGuide } from './render-guide.ts';

const pages = await guides();

describe('docs/guides', () => {
  it.each(pages.map(({ file, text }) => [basename(file), file, text]))(
    '%s is what its plugin says; if not, run `npm run guides`',
    (_name, file, text) => {
      expect(readFileSync(file, 'utf8')).toBe(text);
    },
  );

  it('renders paragraphs, lists, what is to be copied, and both languages', () => {
    const page = renderGuide({
      id: 'x',
      displayName: { ja: 'エックス', en: 'X' },
      setupGuide: {
        steps: [
          {
            title: { ja: '題', en: 'Title' },
            body: { ja: '一行。\n\n甲\n乙', en: 'One.\n\n{ "a": 1 }' },
            copy: ['scimBaseUrl'],
          },
        ],
      },
    });
    expect(page).toContain(
      '### 1. 題\n\n一行。\n\n- 甲\n- 乙\n\n**接続の画面からコピーする値**\n\n- SCIM のベース URL',
    );
    expect(page).toContain('### 1. Title\n\nOne.\n\n```json\n{ "a": 1 }\n```');
  });
});
