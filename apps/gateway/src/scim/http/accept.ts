import { ScimError } from '@sekisho/scim-core';

/** RFC 9110 §12.5.1: 406 when the client takes neither of SCIM's media types. Absent or unreadable: it takes any. */
export function assertAcceptable(accept: string | undefined): void {
  if (accept === undefined || accept === '' || accept === '*/*') return;
  const ranges = accept.split(',').map(readRange);
  if (ranges.some(({ range, refused }) => acceptable.has(range) && !refused)) return;
  throw new ScimError(406, undefined, {
    ja: 'このサービスは application/scim+json のみを返します。Accept ヘッダーを確認してください。',
    en: 'This service answers in application/scim+json only. Check the Accept header.',
  });
}

const acceptable: ReadonlySet<string> = new Set(['*/*', 'application/*', 'application/json', 'application/scim+json']);

function readRange(text: string): { range: string; refused: boolean } {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  return { range, refused: parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)) };
}
