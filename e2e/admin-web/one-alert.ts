import type { Page } from '@playwright/test';
import type { AdminOperations, ResponseOf } from '@sekisho/api-contract';

type Alerts = ResponseOf<AdminOperations['listAlerts']>;

/** What {@link answerWithOneAlert} shows. */
export const alertId = '0195f2a4-5c1b-7d10-9b1e-3f2a6c7d8e90';

/**
 * Lets the page see an alert. Rules are evaluated once a minute, which these tests would wait for; what raises alerts is
 * tested where it lives. An acknowledged one is never there, so that the page shows that as well.
 */
export async function answerWithOneAlert(page: Page, baseUrl: string): Promise<void> {
  const answer: Alerts = {
    total: 1,
    items: [
      {
        id: alertId,
        ruleId: null,
        ruleName: '大量のダウンロード（情報システム部からの依頼で設定）',
        kind: 'many-downloads',
        summary: {
          ja: '佐藤 花子 が短い時間に 128 件のダウンロードまたは出力を行いました。',
          en: '佐藤 花子 made 128 downloads or exports in a short time.',
        },
        subject: '佐藤 花子',
        eventCount: 128,
        firstEventAt: '2026-11-20T05:00:00.000Z',
        lastEventAt: '2026-11-20T05:42:10.000Z',
        raisedAt: '2026-11-20T05:43:00.000Z',
        evidenceUrl: `${baseUrl}/audit-log?from=2026-11-20T05%3A00%3A00.000Z&to=2026-11-20T05%3A42%3A10.001Z&category=File`,
        notifications: [
          { channel: 'webhook', target: 'SIEM', state: 'sent', sentAt: '2026-11-20T05:43:02.000Z', lastError: null },
          {
            channel: 'email',
            target: 'security@sekisho.example',
            state: 'failed',
            sentAt: null,
            lastError: { ja: 'メールサーバーに接続できません。', en: 'The mail server can not be reached.' },
          },
        ],
        acknowledgedAt: null,
        acknowledgedBy: null,
      },
    ],
  };
  await page.route(
    ({ pathname }) => pathname === '/admin/v1/alerts',
    (route) => {
      const acknowledged = new URL(route.request().url()).searchParams.get('acknowledged') === 'true';
      return route.fulfill({ json: acknowledged ? { total: 0, items: [] } : answer });
    },
  );
}
