import { describe, expect, it } from 'vitest';
import { parseReturnPath } from './return-path.ts';

describe('parseReturnPath', () => {
  it.each([
    ['a page of ours with its search', '/audit-log?text=a#x', '/audit-log?text=a#x'],
    ['no value', undefined, undefined],
    ['another site', 'https://evil.example/', undefined],
    ['another site without scheme', '//evil.example/', undefined],
    ['another site by a backslash', '/\\evil.example', undefined],
    ['another site behind a tab that browsers drop', '/\t/evil.example', undefined],
    ['a script', 'javascript:alert(1)', undefined],
    ['the sign-in page itself', '/sign-in?from=/', undefined],
  ])('%s', (_sentence, value, expected) => {
    expect(parseReturnPath(value)).toBe(expected);
  });
});
