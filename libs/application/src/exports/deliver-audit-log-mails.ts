import { describeExport, type Member, permissionsOf } from '@sekisho/domain';
import { backoffMs, type Mailer, MailFailed } from '@sekisho/forwarding';
import type { Logger } from '@sekisho/platform';
import {
  type DueAuditLogMail,
  findExportJob,
  findMember,
  forgetAuditLogMails,
  listMonthlyFiles,
  recordAuditLogMailFailure,
  recordAuditLogMailSent,
  takeDueAuditLogMails,
} from '@sekisho/storage';
import type { UseCaseDependencies } from '../use-case.ts';
import { type AuditLogMailText, exportReadyMail, monthlyFilesMail } from './audit-log-mail.ts';
import { type DownloadLinkDependencies, type DownloadTarget, downloadAddress } from './download-link.ts';

/**
 * Mails people the links to their files of the audit log. Who may no longer read the log is not mailed, nor is anybody
 * about a file that is gone. Tries again for three days, longer each time. A mail may go out twice when a worker dies
 * between sending and noting it; it bears the same id both times, and mail programs show it once.
 */
export interface AuditLogMailDependencies extends Pick<UseCaseDependencies, 'db' | 'clock'>, DownloadLinkDependencies {
  readonly logger: Logger;
  readonly mailer: Mailer;
}

export async function deliverAuditLogMails(
  dependencies: AuditLogMailDependencies,
  signal: AbortSignal,
): Promise<{ readonly sent: number }> {
  const { db, clock } = dependencies;
  let sent = 0;
  while (!signal.aborted) {
    const now = clock.now();
    // Longer than an attempt may take: a worker that dies with it leaves it to be sent then.
    const retryAt = new Date(now.getTime() + 2 * 60_000);
    const due = await takeDueAuditLogMails(db, { limit: 8, now, retryAt });
    if (due.length === 0) break;
    const outcomes = await Promise.all(due.map((mail) => deliverOne(dependencies, mail)));
    sent += outcomes.filter(Boolean).length;
  }
  await forgetAuditLogMails(db, new Date(clock.now().getTime() - keptMs));
  return { sent };
}

/** After this long a mail is given up, in milliseconds. */
const patienceMs = 3 * 86_400_000;

/** How long one stays that was sent or given up, in milliseconds. */
const keptMs = 90 * 86_400_000;

/** How long the links to monthly files work, in milliseconds. */
const monthlyLinkMs = 14 * 86_400_000;

const backoff = { firstMs: 10_000, longestMs: 15 * 60_000 };

async function deliverOne(dependencies: AuditLogMailDependencies, mail: DueAuditLogMail): Promise<boolean> {
  const { db, clock, logger, mailer } = dependencies;
  const { id, organisationId, accountId, attempts } = mail;
  const facts = { mailId: id, organisationId, accountId, attempts };
  try {
    const member = await findMember(db, organisationId, accountId);
    const mayRead = member !== null && permissionsOf(member).includes('audit-log:read');
    const text = mayRead ? await textFor(dependencies, mail, member) : null;
    if (text === null || member?.email == null) {
      logger.info(facts, 'mail about the audit log has become pointless');
      await recordAuditLogMailFailure(db, id, null);
      return false;
    }
    await mailer.send({ to: member.email, messageId: `audit-log-${id}`, ...text });
    await recordAuditLogMailSent(db, id, clock.now());
    return true;
  } catch (error) {
    const isFinal = error instanceof MailFailed && error.isPermanent;
    const now = clock.now();
    const isOver = isFinal || now.getTime() - mail.createdAt.getTime() > patienceMs;
    const retryAt = new Date(now.getTime() + backoffMs(attempts, null, backoff));
    logger.warn(
      { ...facts, isOver, ...(error instanceof MailFailed ? { reason: error.message } : { err: error }) },
      'mail about the audit log not sent',
    );
    await recordAuditLogMailFailure(db, id, isOver ? null : retryAt);
    return false;
  }
}

/** Null when there is nothing to tell any more. */
async function textFor(
  dependencies: AuditLogMailDependencies,
  mail: DueAuditLogMail,
  member: Member,
): Promise<AuditLogMailText | null> {
  const { db, clock } = dependencies;
  const { organisationId, subject } = mail;
  const addressOf = (target: DownloadTarget, expiresAt: Date) =>
    downloadAddress(dependencies, { organisationId, holder: { kind: 'account', id: member.id }, target, expiresAt });
  switch (subject.kind) {
    case 'export-ready': {
      const job = await findExportJob(db, organisationId, subject.exportJobId);
      if (job?.state !== 'ready' || job.expiresAt === null || job.expiresAt <= clock.now()) return null;
      return exportReadyMail(member, {
        ...describeExport(job),
        rows: job.rowsDone,
        replaced: job.replaced,
        address: addressOf({ kind: 'export', exportJobId: job.id }, job.expiresAt),
        expiresAt: job.expiresAt,
      });
    }
    case 'monthly-files': {
      const { month } = subject;
      const files = (await listMonthlyFiles(db, organisationId)).filter((file) => file.month === month);
      const expiresAt = new Date(clock.now().getTime() + monthlyLinkMs);
      return monthlyFilesMail(
        member,
        month,
        files.map((file) => ({
          ...file,
          // Excel in Japanese takes a file without the mark for Shift_JIS.
          address: addressOf(
            { kind: 'month', month, product: file.product, byteOrderMark: member.language === 'ja' },
            expiresAt,
          ),
        })),
        expiresAt,
      );
    }
  }
}
