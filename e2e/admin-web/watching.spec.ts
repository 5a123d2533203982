import { startHttpReceiver } from '@sekisho/forwarding/testing';
import { type PreparedOrganisation, prepareOrganisation } from '@sekisho/gateway-process';
import { scimRequest, triggerBrake } from './busy-organisation.ts';
import { expect, signIn, test } from './fixtures.ts';

/** What an administrator watches over: what the identity provider sends, the brake, alerts, forwarding, seals. */

async function withBrake(gateway: Parameters<typeof prepareOrganisation>[0], name: string) {
  const organisation = await prepareOrganisation(gateway, { name, providerId: 'okta' });
  await organisation.admin.updateBrakeSettings({
    params: { connectionId: organisation.connection.id },
    body: { enabled: true, share: 0.2, minimum: 10 },
  });
  return organisation;
}

async function deactivated({ admin }: PreparedOrganisation): Promise<number> {
  return (await admin.listMembers({ query: { state: 'deactivated' } })).total;
}

test('approves what the brake held, told in numbers, from the home page on', async ({ page, gateway }) => {
  const organisation = await withBrake(gateway, '承認する会社');
  await triggerBrake(organisation);
  await signIn(page, gateway.baseUrl, organisation.owner);
  await expect(page.getByText('4 人の無効化・削除を保留しています（Test directory）')).toBeVisible();
  await page.getByRole('link', { name: 'ブレーキを確認' }).click();

  await expect(page.getByRole('heading', { name: 'アクセスできなくなる人（4 人）' })).toBeVisible();
  await expect(page.getByRole('link', { name: '保留 13 郎' })).toBeVisible();
  expect(await deactivated(organisation)).toBe(10);
  await page.getByRole('button', { name: '承認する' }).click();
  await expect(page.getByRole('dialog')).toContainText('4 人がアクセスできなくなります。');
  await page.getByRole('button', { name: '承認して 4 人を止める' }).click();
  await expect(page.getByText('4 人の無効化・削除を実行しました。')).toBeVisible();
  await expect(page.getByText('承認済み', { exact: true })).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: '保留 13 郎' })).toContainText('実行済み');
  expect(await deactivated(organisation)).toBe(14);

  // What is left is the alert that the brake raised by itself.
  await page.getByRole('link', { name: 'ホーム', exact: true }).click();
  await expect(page.getByText('未確認のアラートが 1 件あります')).toBeVisible();
  await expect(page.getByText('4 人の無効化・削除を保留しています')).toHaveCount(0);
  await page.getByRole('link', { name: 'アラートを見る' }).click();
  await page.getByRole('row').filter({ hasText: 'Test directory' }).getByRole('link').click();
  await expect(page).toHaveURL(/id=/);
  await page.getByRole('dialog').getByRole('button', { name: '確認済みにする' }).click();
  await expect(page.getByText('まだルールがありません')).toBeVisible();
  expect((await organisation.admin.listAlerts({})).items).toMatchObject([{ acknowledgedBy: '契約者 太郎' }]);
  await page.getByRole('link', { name: 'ホーム', exact: true }).click();
  await expect(page.getByText('今、対応が必要なことはありません。')).toBeVisible();
});

test('rejects what the brake held, sees why the provider is refused, and releases it', async ({ page, gateway }) => {
  const organisation = await withBrake(gateway, '却下する会社');
  await triggerBrake(organisation);
  await signIn(page, gateway.baseUrl, organisation.owner);
  await page.goto(`${gateway.baseUrl}/connections/${organisation.connection.id}`);
  await page.getByRole('link', { name: 'ブレーキを確認' }).click();
  await page.getByRole('button', { name: '却下する' }).click();
  await expect(page.getByRole('dialog')).toContainText('4 人は、これまでどおり使えます。');
  await page.getByRole('dialog').getByRole('button', { name: '却下する' }).click();
  await expect(page.getByText('却下済み')).toBeVisible();
  expect(await deactivated(organisation)).toBe(10);

  await page.getByRole('link', { name: 'プロビジョニングログで拒否されたリクエストを見る' }).click();
  await expect(page).toHaveURL(/result=problems/);
  const refused = page.getByRole('row').filter({ hasText: '保留 13 郎' });
  await expect(refused).toContainText('短時間に多数のアカウントが無効化または削除されたため');
  await refused.getByRole('link').click();
  await expect(page.getByRole('dialog')).toContainText('受け付けなかった理由');
  await page.keyboard.press('Escape');

  await page.goto(`${gateway.baseUrl}/connections/${organisation.connection.id}`);
  await expect(page.getByText('無効化・削除を拒否しています')).toBeVisible();
  await page.getByRole('link', { name: 'ブレーキを確認' }).click();
  await page.getByRole('button', { name: 'ブレーキを解除' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'ブレーキを解除' }).click();
  await expect(page.getByText('解除済み')).toBeVisible();
});

test('watches requests come in, one of them whole, and keeps them raw for a while', async ({ page, gateway }) => {
  const organisation = await prepareOrganisation(gateway, { name: '記録を見る会社', providerId: 'okta' });
  const { connection } = organisation;
  await signIn(page, gateway.baseUrl, organisation.owner);
  await page.goto(`${gateway.baseUrl}/connections/${connection.id}`);
  await page.getByRole('link', { name: 'プロビジョニングログ' }).click();
  await expect(page.getByText('この期間に届いたリクエストはありません')).toBeVisible();
  await page.getByRole('button', { name: '生データを記録' }).click();
  await page.getByRole('button', { name: '1 時間記録する' }).click();
  await expect(page.getByText('生データを記録しています。')).toBeVisible();

  await scimRequest(connection, 'POST', '/Users', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'hanako@watched.example',
    displayName: '監視 花子',
    password: 'never to be seen',
  });
  // Nobody reloads the page.
  const row = page.getByRole('row').filter({ hasText: '監視 花子' });
  await expect(row).toContainText('ユーザーの作成');
  await expect(row).toContainText('反映済み');
  await row.getByRole('link').click();
  const drawer = page.getByRole('dialog');
  await expect(drawer).toContainText('管理対象アカウントの作成');
  await expect(drawer).toContainText('"userName": "hanako@watched.example"');
  await expect(drawer).toContainText('生データ');
  await expect(drawer).not.toContainText('never to be seen');
  await drawer.getByRole('button', { name: 'この対象のリクエストだけを見る' }).click();
  await expect(page).toHaveURL(/text=/);
  await expect(row).toBeVisible();

  await page.getByRole('button', { name: '記録を止める' }).click();
  await expect(page.getByText('生データを記録しています。')).toHaveCount(0);
  const settings = await organisation.admin.getProvisioningSettings({ params: { connectionId: connection.id } });
  expect(settings.rawCaptureUntil).toBeNull();
});

test('gives a group a role, told how many people that is', async ({ page, gateway }) => {
  const organisation = await prepareOrganisation(gateway, { name: '権限を配る会社', providerId: 'okta' });
  const { connection, admin } = organisation;
  const person = await scimRequest(connection, 'POST', '/Users', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'taro@granted.example',
  });
  await scimRequest(connection, 'POST', '/Groups', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: '情報システム部',
    members: [{ value: person['id'] }],
  });
  await signIn(page, gateway.baseUrl, organisation.owner);
  await page.goto(`${gateway.baseUrl}/connections/${connection.id}/settings`);
  await page.getByRole('button', { name: '対応を追加' }).click();
  await page.getByLabel('グループ名').fill('情報システム部');
  await page.getByLabel('付与する役割').selectOption('administrator');
  await page.getByLabel('Backlog').check();
  await expect(page.getByText('このグループの 1 人が、すぐに「管理者」になります。')).toBeVisible();
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('役割: 管理者 ／ プロダクト: Backlog')).toBeVisible();
  expect((await admin.getMember({ params: { memberId: String(person['id']) } })).role).toBe('administrator');

  await page.getByRole('button', { name: '変更', exact: true }).click();
  await page.getByLabel('大量の無効化・削除を保留する').check();
  await page.getByLabel('1 時間の上限').fill('50');
  await page.getByLabel('常に許可する人数').fill('0');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.getByLabel('常に許可する人数').fill('5');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('今の 1 人なら、1 時間に 5 人まで実行し、それを超えると保留します。')).toBeVisible();
});

test('lets an identity provider read everybody, told what that does, and takes it back', async ({ page, gateway }) => {
  const organisation = await prepareOrganisation(gateway, { name: '参照を広げる会社', providerId: 'okta' });
  const { connection, admin } = organisation;
  const searchRequest = { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'] };
  const seen = async () => (await scimRequest(connection, 'POST', '/Users/.search', searchRequest))['totalResults'];
  await admin.createMember({ body: { name: '手動 花子', email: 'hanako@by-hand.example' } });
  expect(await seen()).toBe(0);
  await signIn(page, gateway.baseUrl, organisation.owner);
  await page.goto(`${gateway.baseUrl}/connections/${connection.id}/settings`);
  await expect(page.getByText('この連携のユーザーのみ')).toBeVisible();
  await page.getByRole('button', { name: '参照できるユーザーを変更' }).click();
  await page.getByLabel('組織のすべての管理対象アカウント').check();
  await expect(page.getByRole('status').filter({ hasText: '作成せずに更新しようとします' })).toBeVisible();
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByText('組織のすべての管理対象アカウント')).toBeVisible();
  expect(await seen()).toBe(1);

  await page.getByRole('button', { name: '参照できるユーザーを変更' }).click();
  await page.getByLabel('この連携のユーザーのみ').check();
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByText('この連携のユーザーのみ')).toBeVisible();
  expect(await seen()).toBe(0);
});

test('forwards to a webhook: the secret once, a test that arrives, one that does not, and the end', async ({
  page,
  gateway,
}) => {
  const receiver = await startHttpReceiver();
  const organisation = await prepareOrganisation(gateway, { name: '転送する会社' });
  await signIn(page, gateway.baseUrl, organisation.owner);
  await page.getByRole('link', { name: '転送' }).click();
  await page.getByRole('link', { name: '転送先を追加' }).first().click();
  await page.getByLabel('転送先の名前').fill('SIEM');
  await page.getByLabel('URL').fill('somewhere');
  await page.getByRole('button', { name: '追加する' }).click();
  await expect(page.getByLabel('URL')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('URL').fill(`${receiver.url}/audit`);
  await page.getByRole('button', { name: '追加する' }).click();
  await expect(page.getByRole('textbox', { name: '署名用シークレット' })).toHaveValue(/^whsec_/);

  await page.getByRole('link', { name: 'テスト送信へ進む' }).click();
  await page.getByRole('button', { name: 'テスト送信する' }).click();
  await expect(page.getByText('届きました')).toBeVisible();
  expect(receiver.requests[0]?.path).toBe('/audit');
  expect(receiver.requests[0]?.headers['webhook-signature']).toMatch(/^v1,/);

  await page.getByRole('button', { name: '一時停止' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '一時停止' }).click();
  await expect(page.getByText('一時停止中です。記録は失われません。')).toBeVisible();
  receiver.behave(() => ({ status: 403, body: 'go away' }));
  await page.getByRole('button', { name: 'テスト送信する' }).click();
  await expect(page.getByRole('alert').filter({ hasText: '届きませんでした' })).toContainText('403');

  await page.getByRole('button', { name: 'その他の操作' }).click();
  await page.getByRole('menuitem', { name: '転送先を削除' }).click();
  await expect(page.getByRole('dialog')).toContainText(/まだ転送していない [\d,]+ 件は、送られません。/);
  await page.getByRole('dialog').getByRole('button', { name: '転送先を削除' }).click();
  await expect(page.getByText('まだ転送先がありません')).toBeVisible();
  await receiver.stop();
});

test('makes an alert rule from a suggestion, stops it, and deletes it', async ({ page, gateway }) => {
  const organisation = await prepareOrganisation(gateway, { name: '見守る会社' });
  await signIn(page, gateway.baseUrl, organisation.owner);
  await page.getByRole('link', { name: 'アラート' }).click();
  await page.getByRole('link', { name: 'ルールを作成する' }).click();
  await page.getByRole('link', { name: '業務時間外の大量の操作' }).click();
  await page.getByLabel('件数').fill('12');
  await page.getByLabel('土').check();
  await expect(
    page.getByText(
      '業務時間（月・火・水・木・金・土の 8 時～20 時）の外で、1 人が 60 分以内に 12 件の操作を行ったとき',
    ),
  ).toBeVisible();
  await page.getByLabel('メールアドレス').fill('security@watched.example、not an address');
  await page.getByRole('button', { name: '作成する' }).click();
  await expect(page.getByLabel('メールアドレス')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('メールアドレス').fill('security@watched.example、soc@watched.example');
  await page.getByRole('button', { name: '作成する' }).click();

  const rule = page.getByRole('listitem').filter({ hasText: '12 件の操作' });
  await expect(rule).toContainText('通知先: メール 2 件');
  await page.getByRole('button', { name: 'ルール「業務時間外の大量の操作」を停止' }).click();
  await expect(rule).toContainText('停止中');
  const [made] = (await organisation.admin.listAlertRules({})).items;
  expect(made).toMatchObject({
    enabled: false,
    condition: { kind: 'off-hours-bulk', threshold: 12, workingDays: [1, 2, 3, 4, 5, 6] },
    notify: { emails: ['security@watched.example', 'soc@watched.example'] },
  });

  await page.getByRole('button', { name: 'ルール「業務時間外の大量の操作」を削除' }).click();
  await expect(page.getByRole('dialog')).toContainText('2 件の通知先への通知も止まります');
  await page.getByRole('dialog').getByRole('button', { name: 'ルールを削除' }).click();
  await expect(page.getByText('まだルールがありません')).toBeVisible();
});

test('hands out what an auditor needs to check the log', async ({ page, gateway }) => {
  const organisation = await prepareOrganisation(gateway, { name: '監査を受ける会社' });
  await signIn(page, gateway.baseUrl, organisation.owner);
  await page.getByRole('link', { name: '改ざん検知' }).click();
  const { keyId, publicKey } = await organisation.admin.getSealKey({});
  await expect(page.getByRole('textbox', { name: '鍵の ID' })).toHaveValue(keyId);
  await expect(page.getByText(publicKey.trim().split('\n')[1] ?? '')).toBeVisible();
  await expect(
    page.getByText('log-shipper verify log.ndjson --evidence seals.ndjson --seal-key key.pem'),
  ).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: '監査ログ（検証用）' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.ndjson$/);
});
