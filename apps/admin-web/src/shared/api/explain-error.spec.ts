import { AdminApiError, type Problem } from '@sekisho/api-contract';
import { describe, expect, it } from 'vitest';
import { explainError, isSignedOut } from './explain-error.ts';

function refusal(change: Partial<Problem>, retryAfter: number | null = null): AdminApiError {
  const base: Problem = {
    type: 'about:blank',
    title: 'Conflict',
    status: 409,
    detail: 'In use.',
    code: 'account.email-in-use',
    detailLocalised: { ja: '使われています。', en: 'In use.' },
  };
  return new AdminApiError({ ...base, ...change }, retryAfter);
}

describe('explainError', () => {
  it("gives the API's reason in the reader's language", () => {
    expect(explainError(refusal({}), 'ja')).toMatchObject({ kind: 'refused', detail: '使われています。' });
    expect(explainError(refusal({}), 'en')).toMatchObject({ kind: 'refused', detail: 'In use.' });
  });

  it('puts the reason beside the field that is at fault', () => {
    const { fields } = explainError(refusal({ field: 'email' }), 'ja');
    expect([...fields]).toEqual([['email', '使われています。']]);
  });

  it('puts each of several reasons beside its field, and prefers it to the general one', () => {
    const errors = [
      { field: 'name', reason: 'Missing.', reasonLocalised: { ja: '必須です。', en: 'Missing.' } },
      { field: 'email', reason: 'Not an address.', reasonLocalised: { ja: '形式が違います。', en: 'Not an address.' } },
    ];
    const { fields } = explainError(refusal({ status: 400, field: 'name', errors }), 'ja');
    expect([...fields]).toEqual([
      ['name', '必須です。'],
      ['email', '形式が違います。'],
    ]);
  });

  it('calls a fault of the server unexpected and keeps its reference and waiting time', () => {
    expect(explainError(refusal({ status: 503, requestId: 'r-1' }, 30), 'ja')).toMatchObject({
      kind: 'unexpected',
      requestId: 'r-1',
      retryAfter: 30,
    });
  });

  it.each([
    ['no answer at all', new TypeError('Failed to fetch'), 'unreachable'],
    ['a fault of the page', new RangeError('?'), 'unexpected'],
    ['something thrown that is no error', 'oops', 'unexpected'],
  ])('%s', (_sentence, error, kind) => {
    expect(explainError(error, 'ja')).toMatchObject({ kind, detail: undefined });
  });
});

describe('isSignedOut', () => {
  it('is true for 401 alone', () => {
    expect(isSignedOut(refusal({ status: 401 }))).toBe(true);
    expect(isSignedOut(refusal({ status: 403 }))).toBe(false);
    expect(isSignedOut(new TypeError())).toBe(false);
  });
});
