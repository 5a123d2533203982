import { contractAt, DomainError } from '@sekisho/domain';
import { findContract } from '@sekisho/storage';
import type { UseCaseDependencies } from '../use-case.ts';

/** Throws while the organisation's contract is suspended: its logs are recorded and searched then, but not handed out. */
export async function requireLogDownloads(
  { db, clock }: Pick<UseCaseDependencies, 'db' | 'clock'>,
  organisationId: string,
): Promise<void> {
  if (contractAt(await findContract(db, organisationId), clock.now()) !== 'suspended') return;
  throw new DomainError('contract.suspended', {
    ja: '契約が利用停止中のため、ログはダウンロードできません。利用の再開については、契約者から運営者へお問い合わせください。ログの記録と検索は続いています。',
    en: 'The contract is suspended, so logs can not be downloaded. The contract owner can ask the operator to resume it. Recording and search go on.',
  });
}
