import { explainDomainError, RetryLaterError } from '@sekisho/application';
import { DomainError } from '@sekisho/domain';
import { ScimError } from '@sekisho/scim-core';
import { FilterTooExpensiveError, isDatabaseUnavailable, isUnstorableValue } from '@sekisho/storage';

/** Seconds until a client should try again when the database is away. */
const databaseRetrySeconds = 5;

/** What an error means to a SCIM client; null for one that nobody expected, which must be logged and answered with 500. */
export function toScimError(error: unknown): ScimError | null {
  if (error instanceof ScimError) return error;
  if (error instanceof DomainError) return explainDomainError(error);
  if (error instanceof FilterTooExpensiveError) {
    return new ScimError(400, 'tooMany', {
      ja: '検索に時間がかかりすぎるため中止しました。userName、externalId、emails.value、displayName の eq で絞り込んでください。',
      en: 'The search took too long and was stopped. Narrow it down by eq on userName, externalId, emails.value or displayName.',
    });
  }
  if (isUnstorableValue(error)) {
    return new ScimError(400, 'invalidValue', {
      ja: '値が長すぎるか、保存できない文字を含んでいます。',
      en: 'A value is too long, or holds characters that cannot be stored.',
    });
  }
  if (isDatabaseUnavailable(error)) {
    return new RetryLaterError(503, databaseRetrySeconds, {
      ja: 'データベースに接続できません。しばらくしてから再試行してください。',
      en: 'The database is not available. Try again shortly.',
    });
  }
  return null;
}

/** The answer to an error of ours: it tells nothing but that it was ours. */
export function unexpectedScimError(): ScimError {
  return new ScimError(500, undefined, {
    ja: 'サーバーで予期しないエラーが発生しました。時間をおいて再試行しても続く場合は、管理者に連絡してください。',
    en: 'Something unexpected went wrong on the server. If it happens again, tell the administrator.',
  });
}
