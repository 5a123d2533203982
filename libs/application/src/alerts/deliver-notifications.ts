import type { LocalisedText } from '@sekisho/domain';
import {
  type AddressGuard,
  backoffMs,
  createHttpClient,
  DeliveryFailed,
  defaultTimeoutMs,
  type Mailer,
  MailFailed,
  postWebhook,
} from '@sekisho/forwarding';
import type { Logger, SecretKey } from '@sekisho/platform';
import {
  type DueNotification,
  findDestinationSecret,
  findMemberLanguage,
  findOrganisation,
  recordNotificationFailure,
  recordNotificationSent,
  takeDueNotifications,
} from '@sekisho/storage';
import { readSecret } from '../forwarding/open-destination.ts';
import type { UseCaseDependencies } from '../use-case.ts';
import { alertData, alertMail } from './alert-message.ts';

/**
 * Sends what alerts have to say: by mail, and to webhooks. Tries again for three days, longer each time; then the
 * message stays with the alert as failed. A message may go out twice when a worker dies between sending and noting it;
 * it bears the same id both times.
 */
export interface NotificationDependencies extends Pick<UseCaseDependencies, 'db' | 'clock'> {
  readonly logger: Logger;
  /** Null: no mail server is configured. */
  readonly mailer: Mailer | null;
  readonly guard: AddressGuard;
  readonly secretKey: SecretKey;
  /** How people reach the gateway, without a trailing slash. */
  readonly publicUrl: string;
}

export async function deliverNotifications(
  dependencies: NotificationDependencies,
  signal: AbortSignal,
): Promise<{ readonly sent: number }> {
  const { db, clock } = dependencies;
  let sent = 0;
  while (!signal.aborted) {
    const now = clock.now();
    // Longer than an attempt may take: a worker that dies with it leaves it to be sent then.
    const retryAt = new Date(now.getTime() + 3 * defaultTimeoutMs);
    const due = await takeDueNotifications(db, { limit: batchSize, now, retryAt });
    if (due.length === 0) break;
    const outcomes = await Promise.all(due.map((notification) => deliverOne(dependencies, notification, signal)));
    sent += outcomes.filter(Boolean).length;
  }
  return { sent };
}

const batchSize = 8;

/** After this long a message is given up, in milliseconds. */
const patienceMs = 3 * 86_400_000;

const backoff = { firstMs: 10_000, longestMs: 15 * 60_000 };

async function deliverOne(
  dependencies: NotificationDependencies,
  notification: DueNotification,
  signal: AbortSignal,
): Promise<boolean> {
  const { db, clock, logger } = dependencies;
  const { id, channel, alert, attempts } = notification;
  try {
    if (channel === 'email') await mail(dependencies, notification);
    else await post(dependencies, notification, signal);
    await recordNotificationSent(db, id, clock.now());
    return true;
  } catch (error) {
    const failure = failureOf(error);
    const now = clock.now();
    const isOver = failure.isFinal || now.getTime() - alert.raisedAt.getTime() > patienceMs;
    const retryAt = new Date(now.getTime() + backoffMs(attempts, failure.retryAfterMs, backoff));
    const facts = { notificationId: id, alertId: alert.id, organisationId: alert.organisationId, channel, attempts };
    logger.warn({ ...facts, isOver, ...(failure.isExpected ? {} : { err: error }) }, 'alert not sent');
    await recordNotificationFailure(db, id, {
      explanation: failure.explanation,
      retryAt: isOver ? null : retryAt,
    });
    return false;
  }
}

async function mail(dependencies: NotificationDependencies, { id, target, alert }: DueNotification): Promise<void> {
  const { db, mailer, publicUrl } = dependencies;
  if (mailer === null) throw new NotificationImpossible(noMailServer);
  const organisation = await findOrganisation(db, alert.organisationId);
  if (organisation === null) throw new NotificationImpossible(organisationGone);
  const { defaultLanguage, timeZone } = organisation;
  // Somebody of the organisation has chosen a language; of any other address nothing is known.
  const language = (await findMemberLanguage(db, organisation.id, target)) ?? defaultLanguage;
  await mailer.send({
    to: target,
    messageId: `alert-${id}`,
    ...alertMail(alert, language, timeZone, publicUrl),
  });
}

async function post(
  dependencies: NotificationDependencies,
  { id, target, alert }: DueNotification,
  signal: AbortSignal,
): Promise<void> {
  const { db, guard, secretKey, publicUrl, clock } = dependencies;
  const found = await findDestinationSecret(db, alert.organisationId, target);
  const settings = found?.destination.settings;
  if (found?.secret == null || settings?.kind !== 'webhook') throw new NotificationImpossible(webhookGone);
  if (found.destination.state === 'paused') throw new DeliveryFailed('misconfigured', webhookPaused);
  const secret = readSecret(found.destination, found.secret, secretKey);
  const http = createHttpClient({ guard, timeoutMs: defaultTimeoutMs, caCertificate: settings.caCertificate });
  try {
    const message = {
      id: `msg_${id.replaceAll('-', '')}`,
      type: 'audit-log.alert',
      timestamp: alert.raisedAt,
      data: alertData(alert, publicUrl),
    };
    await postWebhook(http, { url: settings.url, secret }, message, clock, signal);
  } finally {
    http.close();
  }
}

/** There is nobody to send it to any more. */
class NotificationImpossible extends Error {
  readonly explanation: LocalisedText;

  constructor(explanation: LocalisedText) {
    super(explanation.en);
    this.name = 'NotificationImpossible';
    this.explanation = explanation;
  }
}

interface Failure {
  readonly explanation: LocalisedText;
  readonly isFinal: boolean;
  readonly isExpected: boolean;
  readonly retryAfterMs: number | null;
}

function failureOf(error: unknown): Failure {
  const expected = { isExpected: true, retryAfterMs: null };
  if (error instanceof NotificationImpossible) return { ...expected, explanation: error.explanation, isFinal: true };
  if (error instanceof MailFailed) return { ...expected, explanation: error.explanation, isFinal: error.isPermanent };
  if (error instanceof DeliveryFailed) {
    const { explanation, retryAfterMs } = error;
    return { isExpected: true, retryAfterMs, explanation, isFinal: false };
  }
  return { isExpected: false, retryAfterMs: null, isFinal: false, explanation: unexpected };
}

const noMailServer: LocalisedText = {
  ja: 'メールサーバーが設定されていません。運用者に SMTP_URL の設定を依頼してください。',
  en: 'No mail server is configured. Ask the operator to set SMTP_URL.',
};
const webhookGone: LocalisedText = { ja: '通知先の Webhook は削除されました。', en: 'The webhook has been deleted.' };
const webhookPaused: LocalisedText = {
  ja: '通知先の Webhook は一時停止中です。再開すると送信します。',
  en: 'The webhook is paused. It is sent once it is resumed.',
};
const organisationGone: LocalisedText = { ja: '組織は削除されました。', en: 'The organisation has been deleted.' };
const unexpected: LocalisedText = {
  ja: '予期しないエラーが起きました。運用者に連絡してください。',
  en: 'Something unexpected went wrong. Tell the operator.',
};
