import type { Alert } from '@sekisho/domain';
import { expect, it } from 'vitest';
import { alertData, alertMail } from './alert-message.ts';

const at = new Date('2026-04-01T00:00:00.000Z');
const brake: Alert = {
  id: 'alert_a',
  organisationId: 'org_a',
  ruleId: null,
  ruleName: null,
  kind: 'provisioning-brake',
  subject: 'Okta was stopped after 12 of 60 accounts had gone',
  eventCount: 1,
  firstEventAt: at,
  lastEventAt: at,
  evidence: { from: at.toISOString(), to: at.toISOString() },
  raisedAt: at,
  acknowledgedAt: null,
  acknowledgedBy: null,
};
const mailOf = (alert: Alert, language: 'ja' | 'en') => alertMail(alert, language, 'Asia/Tokyo', 'https://x.example');

it.each([
  ['ja', '[Sekisho] 監査ログのアラート: プロビジョニングのブレーキ', '組織の管理者に送信されています'],
  ['en', '[Sekisho] Audit log alert: Provisioning brake', 'because you administer the organisation'],
] as const)(
  'what no rule raised is called by its name in the language of the mail: %s',
  (language, subject, reason) => {
    const mail = mailOf(brake, language);
    expect(mail.subject).toBe(subject);
    expect(mail.text).toContain(reason);
    expect(mail.text).not.toMatch(/ルール:|Rule:|null/);
    expect(JSON.parse(alertData(brake, 'https://x.example'))).toMatchObject({ ruleId: null, ruleName: null });
  },
);

it('a rule keeps its name, also once it is deleted', () => {
  const mail = mailOf({ ...brake, ruleName: '深夜の一括操作' }, 'en');
  expect(mail.subject).toBe('[Sekisho] Audit log alert: 深夜の一括操作');
  expect(mail.text).toContain('Rule: 深夜の一括操作');
  expect(mail.text).toContain('because of an alert rule');
});
