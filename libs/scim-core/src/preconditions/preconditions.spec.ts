import { describe, expect, it } from 'vitest';
import { checkPreconditions, parsePreconditions } from './preconditions.ts';

describe('checkPreconditions', () => {
  it.each([
    ['no header', undefined, undefined, 3, false, 'proceed'],
    ['If-Match of this version', 'W/"3"', undefined, 3, false, 'proceed'],
    ['If-Match without W/, compared weakly', '"3"', undefined, 3, false, 'proceed'],
    ['If-Match without quotation marks', '3', undefined, 3, false, 'proceed'],
    ['If-Match of another version', 'W/"2"', undefined, 3, false, 'failed'],
    ['If-Match of several', 'W/"2", W/"3"', undefined, 3, false, 'proceed'],
    ['If-Match * on what exists', '*', undefined, 3, false, 'proceed'],
    ['If-Match * on what does not', '*', undefined, undefined, false, 'failed'],
    ['If-Match of a foreign tag', 'W/"e180ee84f0671b1"', undefined, 3, false, 'failed'],
    ['If-None-Match of this version, reading', undefined, 'W/"3"', 3, true, 'notModified'],
    ['If-None-Match of this version, writing', undefined, 'W/"3"', 3, false, 'failed'],
    ['If-None-Match of another version', undefined, 'W/"2"', 3, true, 'proceed'],
    ['If-None-Match * on what exists', undefined, '*', 3, false, 'failed'],
    ['If-None-Match * on what does not', undefined, '*', undefined, false, 'proceed'],
    ['both, the first failing', 'W/"2"', 'W/"3"', 3, true, 'failed'],
    ['an empty header', ' ', '', 3, true, 'proceed'],
  ])('%s', (_what, ifMatch, ifNoneMatch, version, reads, expected) => {
    expect(checkPreconditions(parsePreconditions(ifMatch, ifNoneMatch), version, reads)).toBe(expected);
  });
});
