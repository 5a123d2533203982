import { describe, expect, it } from 'vitest';
import { isDatabaseUnavailable, isQueryCancelled, uniqueViolation } from './errors.ts';

describe('isDatabaseUnavailable', () => {
  it.each([
    ['nobody listens', withCode('ECONNREFUSED')],
    ['neither address of a name answers', new AggregateError([withCode('ECONNREFUSED'), withCode('ENETUNREACH')])],
    ['an administrator stops the server', withCode('57P01')],
    ['the server is starting', withCode('57P03')],
    ['the server has no connection left', withCode('53300')],
    ['the connection failed', withCode('08006')],
    ['the server became a standby', withCode('25006')],
    ['the connection broke in a query', new Error('Connection terminated unexpectedly')],
    ['the pool had no turn for us', new Error('timeout exceeded when trying to connect')],
  ])('is true when %s', (_, error) => {
    expect(isDatabaseUnavailable(error)).toBe(true);
  });

  it.each([
    ['a duplicate key', withCode('23505')],
    ['a syntax error', withCode('42601')],
    ['a statement that took too long', withCode('57014')],
    ['a deadlock', withCode('40P01')],
    ['an error of our own', new Error('The connection is disabled')],
    ['something that is not an error', 'ECONNREFUSED'],
  ])('is false for %s', (_, error) => {
    expect(isDatabaseUnavailable(error)).toBe(false);
  });
});

it('names the unique constraint that a write violated, and nothing for other errors', () => {
  expect(uniqueViolation(Object.assign(withCode('23505'), { constraint: 'accounts_email' }))).toBe('accounts_email');
  expect(uniqueViolation(Object.assign(withCode('23503'), { constraint: 'accounts_email' }))).toBeNull();
  expect(uniqueViolation(new Error('accounts_email'))).toBeNull();
});

it('knows a statement that was given up', () => {
  expect(isQueryCancelled(withCode('57014'))).toBe(true);
  expect(isQueryCancelled(withCode('57P01'))).toBe(false);
});

function withCode(code: string): Error {
  return Object.assign(new Error(`an error with code ${code}`), { code });
}
