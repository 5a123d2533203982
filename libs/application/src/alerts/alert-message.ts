import { type Alert, type AlertEvidence, describeAlert, type Language, type LocalisedText } from '@sekisho/domain';

/** What an alert says outside the app: by mail and to webhooks. */

/** The page that shows the events behind an alert, to whoever may read the log. */
export function evidenceAddress(publicUrl: string, evidence: AlertEvidence): string {
  const query = new URLSearchParams(Object.entries(evidence).filter(([, value]) => value !== undefined));
  return `${publicUrl}/audit-log?${query}`;
}

export interface AlertMail {
  readonly subject: string;
  readonly text: string;
}

export function alertMail(alert: Alert, language: Language, timeZone: string, publicUrl: string): AlertMail {
  const summary = describeAlert(alert)[language];
  const times = `${localTime(alert.firstEventAt, timeZone)} – ${localTime(alert.lastEventAt, timeZone)} (${timeZone})`;
  const address = evidenceAddress(publicUrl, alert.evidence);
  const name = alert.ruleName ?? withoutRule[language];
  if (language === 'ja') {
    return {
      subject: oneLine(`[Sekisho] 監査ログのアラート: ${name}`),
      text: [
        summary,
        '',
        ...(alert.ruleName === null ? [] : [`ルール: ${alert.ruleName}`]),
        `該当した操作: ${alert.eventCount} 件`,
        `日時: ${times}`,
        '',
        '該当した操作を監査ログで確認する:',
        address,
        '',
        alert.ruleName === null
          ? 'このメールは、組織の管理者に送信されています。'
          : 'このメールは、監査ログ管理者が設定したアラートのルールにより送信されています。',
      ].join('\n'),
    };
  }
  return {
    subject: oneLine(`[Sekisho] Audit log alert: ${name}`),
    text: [
      summary,
      '',
      ...(alert.ruleName === null ? [] : [`Rule: ${alert.ruleName}`]),
      `Events: ${alert.eventCount}`,
      `Time: ${times}`,
      '',
      'See the events in the audit log:',
      address,
      '',
      alert.ruleName === null
        ? 'You get this mail because you administer the organisation.'
        : 'You get this mail because of an alert rule that an audit log administrator has set up.',
    ].join('\n'),
  };
}

/** What a mail is about that no rule has a name for. */
const withoutRule: LocalisedText = { ja: 'プロビジョニングのブレーキ', en: 'Provisioning brake' };

/** The `data` of the webhook message `audit-log.alert`. */
export function alertData(alert: Alert, publicUrl: string): string {
  return JSON.stringify({
    organisationId: alert.organisationId,
    alertId: alert.id,
    ruleId: alert.ruleId,
    ruleName: alert.ruleName,
    kind: alert.kind,
    summary: describeAlert(alert),
    subject: alert.subject,
    eventCount: alert.eventCount,
    firstEventAt: alert.firstEventAt.toISOString(),
    lastEventAt: alert.lastEventAt.toISOString(),
    raisedAt: alert.raisedAt.toISOString(),
    evidenceUrl: evidenceAddress(publicUrl, alert.evidence),
  });
}

/** `2026-11-20 14:15:01` on the organisation's wall. */
function localTime(at: Date, timeZone: string): string {
  return at.toLocaleString('sv-SE', { timeZone });
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
