import type { Page } from '@playwright/test';
import { createAdminClient } from '@sekisho/api-contract';
import { type GatewayProcess, type PreparedOrganisation, prepareOrganisation } from '@sekisho/gateway-process';
import axe from 'axe-core';
import { makeBusy } from './busy-organisation.ts';
import { expect, signIn, test } from './fixtures.ts';

/**
 * axe finds nothing on any page, in both languages, light and dark, on a desktop and on a phone; and nothing reaches past
 * the window's edge, where a phone would have to be scrolled sideways.
 */

const languages = ['ja', 'en'] as const;
const schemes = ['light', 'dark'] as const;
const sizes = { desktop: { width: 1360, height: 900 }, phone: { width: 390, height: 844 } } as const;

/** The pages by their addresses; `:member` and the like are filled in from the organisation. */
const pages = [
  '/',
  '/members',
  '/members?text=nobody-is-called-this',
  '/members/new',
  '/members/:member',
  '/teams',
  '/teams/:team',
  '/connections',
  '/connections/new',
  '/connections/:connection',
  '/connections/:connection/requests',
  '/connections/:connection/requests?id=:request',
  '/connections/:connection/requests?text=nobody-is-called-this',
  '/connections/:connection/settings',
  '/brakes',
  '/brakes/:brake',
  '/domains',
  '/api-keys',
  '/audit-log',
  '/audit-log?from=2020-01-01T00:00:00.000Z&to=2020-01-02T00:00:00.000Z',
  '/access-log',
  '/audit-log/exports',
  '/audit-log/monthly',
  '/audit-log/retention',
  '/alerts',
  '/alerts?id=:alert',
  '/alerts?show=acknowledged',
  '/alerts/rules',
  '/alerts/rules/new?kind=off-hours-bulk',
  '/alerts/rules/new?text=TRM',
  '/alerts/rules/:rule',
  '/forwarding',
  '/forwarding/new',
  '/forwarding/:destination',
  '/seals',
  '/profile',
  '/no-such-page',
];

/** Pages that teach the next step while there is nothing on them. */
const emptyPages = [
  '/',
  '/teams',
  '/brakes',
  '/alerts',
  '/alerts/rules',
  '/forwarding',
  '/connections/:connection/requests',
];

interface Prepared {
  readonly organisation: PreparedOrganisation;
  /** Has nothing but its owner and a connection. */
  readonly empty: PreparedOrganisation;
  readonly addresses: readonly string[];
}

let prepared: Prepared | undefined;

test.beforeAll(async ({ gateway }) => {
  const organisation = await prepareOrganisation(gateway, { name: 'アクセシビリティ株式会社', providerId: 'okta' });
  const { admin, connection } = organisation;
  const members = [];
  for (const name of ['山田 太郎', 'Jane Smith', '高橋 由美']) {
    members.push(await admin.createMember({ body: { name, email: `${members.length}@people.example` } }));
  }
  const [first, second] = members;
  if (first === undefined || second === undefined) throw new Error('no members');
  await admin.updateMember({ params: { memberId: second.id }, body: { active: false } });
  const team = await admin.createTeam({ body: { name: '開発部', memberIds: [first.id] } });
  await admin.addDomain({ body: { name: 'people.example' } });
  await giveAccessLog(gateway, organisation);
  await admin.createAuditExportJob({ body: { format: 'csv', encoding: 'shift_jis' } });
  await admin.saveSearch({ body: { name: '夜間のプロジェクト削除', query: { text: 'TRM' }, shared: true } });
  const busy = await makeBusy(organisation, 'http://localhost:1/');
  const fill: Readonly<Record<string, string>> = {
    member: first.id,
    team: team.id,
    connection: connection.id,
    request: busy.requestId,
    brake: busy.brakeId,
    alert: busy.alertId,
    rule: busy.ruleId,
    destination: busy.destinationId,
  };
  prepared = {
    organisation,
    empty: await prepareOrganisation(gateway, { name: '始めたばかりの会社', providerId: 'okta' }),
    addresses: pages.map((address) => address.replace(/:([a-z]+)/g, (_, name: string) => fill[name] ?? '')),
  };
});

/** One month of accesses that is there, and one that is still to come. */
async function giveAccessLog(gateway: GatewayProcess, { organisationId, admin }: PreparedOrganisation): Promise<void> {
  const operator = createAdminClient({ baseUrl: gateway.baseUrl, apiKey: gateway.operatorKey });
  await operator.setProductPlan({ params: { organisationId, product: 'Backlog' }, body: { plan: 'platinum' } });
  const { secret } = await admin.issueApiKey({ body: { purpose: 'events', name: 'Web', product: 'Backlog' } });
  const accesses = ['2026-04-01T00:00:00Z', new Date().toISOString()].map((occurredAt) => ({ occurredAt, path: '/' }));
  const response = await fetch(`${gateway.baseUrl}/audit/v1/access-events`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(accesses),
  });
  expect(await response.json()).toMatchObject({ accepted: 2 });
}

for (const [size, viewport] of Object.entries(sizes)) {
  for (const language of languages) {
    test(`every page on a ${size}, light and dark, in ${language}`, async ({ page, gateway }) => {
      test.setTimeout(300_000);
      if (prepared === undefined) throw new Error('nothing prepared');
      await page.setViewportSize(viewport);
      await page.addInitScript((chosen) => localStorage.setItem('sekisho-language', chosen), language);
      await page.goto(`${gateway.baseUrl}/sign-in`);
      await settle(page);
      await expectNothingFoundInEachScheme(page, '/sign-in');
      await signIn(page, gateway.baseUrl, prepared.organisation.owner);
      for (const address of prepared.addresses) {
        await page.goto(gateway.baseUrl + address);
        await settle(page);
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        await expectNothingFoundInEachScheme(page, address);
      }
    });
  }
}

for (const [size, viewport] of Object.entries(sizes)) {
  test(`pages with nothing on them yet, on a ${size}`, async ({ page, gateway }) => {
    if (prepared === undefined) throw new Error('nothing prepared');
    const { empty } = prepared;
    await page.setViewportSize(viewport);
    await signIn(page, gateway.baseUrl, empty.owner);
    for (const address of emptyPages) {
      await page.goto(gateway.baseUrl + address.replace(':connection', empty.connection.id));
      await settle(page);
      await expectNothingFound(page, address);
    }
  });
}

for (const scheme of schemes) {
  test(`dialogs, menus and the opened event, ${scheme}`, async ({ page, gateway }) => {
    if (prepared === undefined) throw new Error('nothing prepared');
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await signIn(page, gateway.baseUrl, prepared.organisation.owner);
    const memberPage = prepared.addresses[pages.indexOf('/members/:member')] ?? '';
    const connectionPage = prepared.addresses[pages.indexOf('/connections/:connection')] ?? '';
    await openAndCheck(page, `${gateway.baseUrl}${memberPage}`, '無効にする');
    await openAndCheck(page, `${gateway.baseUrl}${memberPage}`, '変更');
    await openAndCheck(page, `${gateway.baseUrl}${memberPage}`, '編集');
    await openAndCheck(page, `${gateway.baseUrl}${connectionPage}`, 'トークンを入れ替え');
    await openAndCheck(page, `${gateway.baseUrl}/api-keys`, 'API キーを発行');
    await openAndCheck(page, `${gateway.baseUrl}/domains`, 'ドメインを追加');
    await openAndCheck(page, `${gateway.baseUrl}${connectionPage}/requests`, '生データを記録');
    await openAndCheck(page, `${gateway.baseUrl}${connectionPage}/settings`, '変更');
    await openAndCheck(page, `${gateway.baseUrl}${connectionPage}/settings`, '参照できるユーザーを変更');
    await openAndCheck(page, `${gateway.baseUrl}${connectionPage}/settings`, '対応を追加');
    const brakePage = prepared.addresses[pages.indexOf('/brakes/:brake')] ?? '';
    await openAndCheck(page, `${gateway.baseUrl}${brakePage}`, '承認する');
    await openAndCheck(page, `${gateway.baseUrl}${brakePage}`, '却下する');
    const destinationPage = prepared.addresses[pages.indexOf('/forwarding/:destination')] ?? '';
    await openAndCheck(page, `${gateway.baseUrl}${destinationPage}`, '編集');
    await openAndCheck(page, `${gateway.baseUrl}${destinationPage}`, '一時停止');
    await openAndCheck(page, `${gateway.baseUrl}/alerts/rules`, 'ルール「業務時間外の大量の操作」を削除');

    await openAndCheck(page, `${gateway.baseUrl}/audit-log`, 'ダウンロード');
    await openAndCheck(page, `${gateway.baseUrl}/audit-log/exports`, /を削除$/);

    await page.goto(`${gateway.baseUrl}/`);
    await page.getByRole('button', { name: /アカウントメニュー/ }).click();
    await expect(page.getByRole('menu')).toBeVisible();
    await expectNothingFound(page, 'account menu');

    await page.goto(`${gateway.baseUrl}/audit-log`);
    await page.getByRole('row').nth(1).getByRole('link').click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectNothingFound(page, 'event drawer');

    await page.goto(`${gateway.baseUrl}/audit-log`);
    await page.getByRole('button', { name: '保存した検索' }).click();
    await expect(page.getByRole('menu')).toBeVisible();
    await expectNothingFound(page, 'menu of saved searches');
    await page.getByRole('menuitem', { name: '保存した検索を管理' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectNothingFound(page, 'saved searches');
    await page.getByRole('button', { name: '「夜間のプロジェクト削除」からアラートを作成' }).click();
    await expect(page.getByRole('dialog').getByLabel('ルールの名前')).toBeVisible();
    await expectNothingFound(page, 'alert on a saved search');

    await page.setViewportSize(sizes.phone);
    await page.goto(`${gateway.baseUrl}/`);
    await page.getByRole('button', { name: 'メニューを開く' }).click();
    await expect(page.getByRole('dialog').getByRole('link', { name: 'メンバー' })).toBeVisible();
    await expectNothingFound(page, 'phone menu');
  });
}

test('an access log that the plan does not include says which plans do', async ({ page, gateway }) => {
  const { owner } = await prepareOrganisation(gateway, { name: 'プランなし株式会社' });
  await signIn(page, gateway.baseUrl, owner);
  await page.getByRole('link', { name: 'アクセスログ' }).click();
  await expect(page.getByText('Backlog のアクセスログは、現在のプランに含まれていません')).toBeVisible();
  await expect(page.getByText('プラチナプランで利用できます（現在のプラン: 未設定）')).toBeVisible();
  await expectNothingFound(page, '/access-log without the plan');
});

test('a month of the access log is downloaded from its row', async ({ page, gateway }) => {
  if (prepared === undefined) throw new Error('nothing prepared');
  await signIn(page, gateway.baseUrl, prepared.organisation.owner);
  await page.goto(`${gateway.baseUrl}/access-log`);
  await expect(page.getByRole('row')).toHaveCount(3);
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Excel 用 CSV: Backlog 2026年4月' }).click();
  expect((await downloading).suggestedFilename()).toBe('accesslog-202604-Backlog-csv.zip');
});

async function openAndCheck(page: Page, address: string, button: string | RegExp): Promise<void> {
  await page.goto(address);
  await page.getByRole('button', { name: button, exact: true }).first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectNothingFound(page, `${new URL(address).pathname}: ${button}`);
}

/** Waits until the page has its heading and nothing on it is still loading. */
async function settle(page: Page): Promise<void> {
  await expect(page.locator('h1')).toHaveCount(1);
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
}

interface Finding {
  readonly rule: string;
  readonly where: string;
  readonly why: string;
}

/** The page follows the system's colours while it is open, so each is loaded once. */
async function expectNothingFoundInEachScheme(page: Page, where: string): Promise<void> {
  for (const scheme of schemes) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', scheme);
    await expectNothingFound(page, `${where}, ${scheme}`);
  }
}

async function expectNothingFound(page: Page, where: string): Promise<void> {
  // Through the debugger rather than a <script>, which the page's policy would refuse.
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(axe.source);
  const findings = await page.evaluate<readonly Finding[]>(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((result) =>
      result.violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => ({ rule: id, where: node.html.slice(0, 200), why: node.failureSummary ?? '' })),
      ),
    )`,
  );
  expect(findings, where).toEqual([]);
  const overhang = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
  expect(overhang, `${where} is wider than the window`).toBeLessThanOrEqual(0);
}
