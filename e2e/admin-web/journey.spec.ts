import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { createAdminClient } from '@sekisho/api-contract';
import { expect, firstRunAddress, signIn, test } from './fixtures.ts';

/**
 * An administrator's first day, from the link in the terminal to a CSV file of what happened: one organisation, each test
 * standing on the one before.
 */
test.describe.configure({ mode: 'serial' });
// The link for the first organisation is only there once: a gateway that nobody else has used.
test.use({ gatewayOf: 'journey' });

const owner = { name: '関 守', email: 'owner@sekisho.example', password: 'keep the mountain pass' };

test('makes the organisation and its owner from the one-time link', async ({ page, gateway }) => {
  const answer = await page.goto(firstRunAddress(gateway));
  // Nothing inline, nothing from elsewhere; a page that broke this would fail its test by the console.
  expect(answer?.headers()['content-security-policy']).toContain("style-src 'self';");
  await page.getByLabel('組織名').fill('株式会社せきしょ商事');
  await page.getByLabel('名前', { exact: true }).fill(owner.name);
  await page.getByLabel('メールアドレス').fill(owner.email);
  await page.getByLabel('パスワード', { exact: true }).fill('short');
  await page.getByLabel('パスワード（確認）').fill('shorter');
  await page.getByRole('button', { name: '組織を作成して始める' }).click();
  await expect(page.getByText('2 つのパスワードが一致しません')).toBeVisible();

  await page.getByLabel('パスワード（確認）').fill('short');
  await page.getByRole('button', { name: '組織を作成して始める' }).click();
  await expect(page.getByText('パスワードは 12 文字以上にしてください。')).toBeVisible();

  await page.getByLabel('パスワード', { exact: true }).fill(owner.password);
  await page.getByLabel('パスワード（確認）').fill(owner.password);
  await page.getByRole('button', { name: '組織を作成して始める' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'ホーム' })).toBeVisible();
  await expect(page.getByText('株式会社せきしょ商事 ・ 関 守 さん')).toBeVisible();
  await expect(page.getByText('メールドメインの所有を確認する')).toBeVisible();
});

test('does not take the one-time link a second time', async ({ page, gateway }) => {
  await page.goto(firstRunAddress(gateway));
  await expect(page.getByRole('heading', { name: '初回設定は完了しています' })).toBeVisible();
  await page.getByRole('link', { name: 'サインインへ進む' }).click();
  await expect(page.getByRole('heading', { name: 'サインイン' })).toBeVisible();
});

test('asks for a sign-in, refuses a wrong password, and goes back to where one was', async ({ page, gateway }) => {
  await page.goto(`${gateway.baseUrl}/members?text=seki`);
  await expect(page).toHaveURL(/\/sign-in\?from=/);
  await page.getByLabel('メールアドレス').fill(owner.email);
  await page.getByLabel('パスワード', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'サインイン' }).click();
  await expect(page.getByRole('alert')).toBeVisible();

  await page.getByLabel('パスワード', { exact: true }).fill(owner.password);
  await page.getByRole('button', { name: 'サインイン' }).click();
  await expect(page).toHaveURL(`${gateway.baseUrl}/members?text=seki`);
  await expect(page.getByLabel('検索', { exact: true })).toHaveValue('seki');
});

test('signs out', async ({ page, gateway }) => {
  await signIn(page, gateway.baseUrl, owner);
  await page.getByRole('button', { name: '関 守 さんのアカウントメニュー' }).click();
  await page.getByRole('menuitem', { name: 'サインアウト' }).click();
  await expect(page.getByRole('heading', { name: 'サインイン' })).toBeVisible();
  await page.goto(`${gateway.baseUrl}/members`);
  await expect(page).toHaveURL(/\/sign-in/);
});

test('adds an e-mail domain, shows its TXT record, and says what a look-up found', async ({ page, gateway }) => {
  await signIn(page, gateway.baseUrl, owner);
  await page.getByRole('link', { name: 'メールドメイン' }).click();
  await expect(page.getByText('まだメールドメインがありません')).toBeVisible();
  await page.getByRole('button', { name: 'ドメインを追加' }).first().click();
  await page.getByLabel('ドメイン名').fill('sekisho.invalid');
  await page.getByRole('dialog').getByRole('button', { name: 'ドメインを追加' }).click();
  await expect(page.getByRole('heading', { name: 'sekisho.invalid' })).toBeVisible();
  await expect(page.getByLabel('値', { exact: true })).toHaveValue(/^sekisho-verification=.{20,}$/);
  await page.getByRole('button', { name: 'sekisho.invalid の DNS を確認' }).click();
  await expect(page.getByRole('alert')).toContainText(/TXT レコードが見つかりません|DNS サーバーから応答がありません/);
});

test('creates an account, changes its role, stops it and brings it back', async ({ page, gateway }) => {
  await signIn(page, gateway.baseUrl, owner);
  await page.goto(`${gateway.baseUrl}/members/new`);
  await page.getByLabel('名前').fill('田中 美咲');
  await page.getByLabel('メールアドレス').fill('tanaka@sekisho.invalid');
  await page.getByRole('button', { name: '作成する' }).click();
  await expect(page.getByText(/sekisho\.invalid.*確認/).first()).toBeVisible();

  // The domain can't be proven in a test without a name server: an operator waives the rule, as for a trial.
  await waiveDomainRule(page, gateway.baseUrl, gateway.operatorKey);
  await page.getByRole('button', { name: '作成する' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '田中 美咲' })).toBeVisible();

  await page.getByRole('button', { name: '変更', exact: true }).click();
  await page.getByRole('dialog').getByLabel('権限', { exact: true }).selectOption('administrator');
  await page.getByRole('dialog').getByLabel('IdP管理者').check();
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('田中 美咲 さんの権限を変更しました。')).toBeVisible();
  await expect(page.getByText('IdP管理者', { exact: true })).toBeVisible();

  await page.getByRole('button', { name: '無効にする' }).click();
  await expect(page.getByRole('dialog')).toContainText('現在サインインしているブラウザーはありません');
  await expect(page.getByRole('dialog')).toContainText('ライセンスを 1 件使わなくなります');
  await page.getByRole('dialog').getByRole('button', { name: '無効にする' }).click();
  await expect(page.getByText('無効', { exact: true })).toBeVisible();

  await page.getByRole('button', { name: '有効にする' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '有効にする' }).click();
  await expect(page.getByRole('button', { name: '無効にする' })).toBeVisible();
});

test("says why the contract owner can't be demoted", async ({ page, gateway }) => {
  await signIn(page, gateway.baseUrl, owner);
  await page.goto(`${gateway.baseUrl}/members?role=owner`);
  await page.getByRole('link', { name: owner.name }).click();
  await page.getByRole('button', { name: 'その他の操作' }).click();
  await page.getByRole('menuitem', { name: '組織から外す' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '組織から外す' }).click();
  await expect(page.getByRole('alert')).toContainText('契約者');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { level: 1, name: owner.name })).toBeVisible();
});

test('keeps a team by hand', async ({ page, gateway }) => {
  await signIn(page, gateway.baseUrl, owner);
  await page.getByRole('link', { name: 'チーム' }).first().click();
  await page.getByRole('button', { name: 'チームを作成' }).click();
  await page.getByLabel('チーム名').fill('マーケティング部');
  await page.getByRole('dialog').getByRole('button', { name: 'チームを作成' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'マーケティング部' })).toBeVisible();
  await page.getByRole('button', { name: 'メンバーを追加' }).click();
  await page.getByRole('dialog').getByLabel('検索').fill('tanaka');
  await page.getByRole('button', { name: '田中 美咲 さんを追加' }).click();
  await expect(page.getByText('田中 美咲 さんを追加しました。')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'メンバー（1 人）' })).toBeVisible();
});

test('connects an identity provider: guide, token shown once, provisioning, rotation, revocation', async ({
  page,
  gateway,
}) => {
  await signIn(page, gateway.baseUrl, owner);
  await page.getByRole('link', { name: 'IdP連携' }).first().click();
  await expect(page.getByText('まだ IdP と連携していません')).toBeVisible();
  await page.getByRole('link', { name: '連携を追加' }).first().click();
  await page.getByLabel('Microsoft Entra ID').check();
  await expect(page.getByLabel('連携名')).toHaveValue('Microsoft Entra ID');
  await page.getByRole('button', { name: '追加して設定へ進む' }).click();
  await expect(page.getByRole('heading', { name: 'Microsoft Entra ID の設定の手順' })).toBeVisible();
  const scimBaseUrl = await page.getByRole('textbox', { name: 'SCIM の URL' }).inputValue();
  expect(scimBaseUrl).toMatch(/^http.*\/scim\/v2\//);

  const first = await issueToken(page, 'トークンを発行');
  expect(await createScimUser(scimBaseUrl, first, 'suzuki@sekisho.invalid', '鈴木 一郎')).toBe(201);

  await page.reload();
  await expect(page.getByText('1 人', { exact: true })).toBeVisible();
  await expect(page.getByText(first)).toHaveCount(0);
  await expect(page.locator(`input[value="${first}"]`)).toHaveCount(0);

  const second = await issueToken(page, 'トークンを入れ替え');
  expect(second).not.toBe(first);
  await page.getByRole('button', { name: `トークン …${first.slice(-4)} を失効` }).click();
  await expect(page.getByRole('dialog')).toContainText('ほかに有効なトークンが 1 件残ります');
  await page.getByRole('dialog').getByRole('button', { name: '失効' }).click();
  await expect(page.getByText('トークンを失効させました。')).toBeVisible();
  expect(await createScimUser(scimBaseUrl, first, 'refused@sekisho.invalid', '拒否')).toBe(401);
  expect(await createScimUser(scimBaseUrl, second, 'sato@sekisho.invalid', '佐藤 花子')).toBe(201);

  await page.getByRole('link', { name: 'メンバー' }).first().click();
  await page.getByLabel('検索', { exact: true }).fill('suzuki');
  await expect(page).toHaveURL(/text=suzuki/);
  // Until the answer is there, the list of before stays.
  await expect(page.getByRole('link', { name: '佐藤 花子' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: '鈴木 一郎' })).toBeVisible();
  await expect(page.getByText('管理対象（IdP連携）')).toBeVisible();
});

test('issues an API key that works, once shown, and revokes it', async ({ page, gateway }) => {
  await signIn(page, gateway.baseUrl, owner);
  await page.getByRole('link', { name: 'API キー' }).click();
  await page.getByRole('button', { name: 'API キーを発行' }).click();
  await page.getByLabel('名前').fill('人事システム連携');
  await page.getByLabel('メンバーの閲覧').check();
  await page.getByRole('button', { name: '発行する' }).click();
  const secret = await page.getByRole('textbox', { name: 'キー', exact: true }).inputValue();
  const program = createAdminClient({ baseUrl: gateway.baseUrl, apiKey: secret });
  expect((await program.listMembers({})).total).toBeGreaterThan(2);

  await page.getByRole('button', { name: 'API キー「人事システム連携」を失効' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '失効' }).click();
  await expect(page.getByText('失効済み')).toBeVisible();
  await expect(program.listMembers({})).rejects.toMatchObject({ status: 401 });
});

test('finds what happened as one types, shows an event whole, and downloads it all', async ({ page, gateway }) => {
  await signIn(page, gateway.baseUrl, owner);
  await page.getByRole('link', { name: '監査ログ' }).first().click();
  await expect(page.getByRole('row').nth(5)).toBeVisible();
  await page.getByLabel('検索', { exact: true }).fill('suzuki');
  await expect(page).toHaveURL(/text=suzuki/);
  const row = page.getByRole('row').filter({ hasText: '鈴木 一郎' }).first();
  await expect(row).toContainText('User provisioning');
  await expect(page.getByRole('row').filter({ hasText: '田中 美咲' })).toHaveCount(0);

  await row.getByRole('link').click();
  await expect(page).toHaveURL(/id=/);
  const drawer = page.getByRole('dialog');
  await expect(drawer).toContainText('suzuki@sekisho.invalid');
  const link = await drawer.getByRole('textbox', { name: 'この記録へのリンク' }).inputValue();
  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/id=/);

  // The address is the whole state: another tab shows the same.
  await page.goto(link);
  await expect(page.getByRole('dialog')).toContainText('suzuki@sekisho.invalid');
  await page.keyboard.press('Escape');

  await page.goto(`${gateway.baseUrl}/audit-log?range=24h`);
  await expect(page.getByLabel('期間', { exact: true })).toHaveValue('24h');
  await page.getByLabel('カテゴリー').selectOption('API key');
  await expect(page).toHaveURL(/category=API/);
  await expect(page.getByText('2 件', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: '絞り込みを解除' }).click();
  await page.getByLabel('期間', { exact: true }).selectOption('24h');
  await page.getByRole('button', { name: 'ダウンロード' }).click();
  await expect(page.getByRole('dialog')).toContainText(/検索条件に合う \d+ 件を出力します/);
  const download = page.waitForEvent('download');
  await page.getByRole('dialog').getByRole('button', { name: 'ダウンロード' }).click();
  const file = await (await download).path();
  const csv = await readFile(file, 'utf8');
  expect(csv.startsWith('\uFEFF')).toBe(true);
  const [header, ...lines] = csv.slice(1).trimEnd().split('\r\n');
  expect(header).toBe(
    'product,date,category,event,action,operation_user_id,operation_user_name,operation_user_email,ip_address,user_agent',
  );
  expect(lines.length).toBeGreaterThan(10);
  expect(csv).toContain('鈴木 一郎');
  expect(csv).toContain('田中 美咲');
});

test('has a file prepared in Shift_JIS, which a reload does not lose, downloads it, and removes it', async ({
  page,
  gateway,
  context,
}) => {
  await signIn(page, gateway.baseUrl, owner);
  await page.goto(`${gateway.baseUrl}/audit-log?range=24h`);
  await page.getByRole('button', { name: 'ダウンロード' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('文字コード').selectOption('shift_jis');
  await dialog.getByLabel('準備してから受け取る').check();
  await dialog.getByRole('button', { name: '準備を依頼' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '準備した出力' })).toBeVisible();
  await page.reload();
  await expect(page.getByText('ダウンロード可')).toBeVisible();

  const made = page.waitForResponse((response) => response.url().endsWith('/link'));
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: /^auditlog-.*\.csv をダウンロード$/ }).click();
  const bytes = await readFile(await (await download).path());
  expect(new TextDecoder('shift_jis', { fatal: true }).decode(bytes)).toContain('鈴木 一郎');

  // As from a mail, on a browser that nobody has signed in to: the link leads to the sign-in and back to the file.
  const { url } = JSON.parse(await (await made).text());
  await context.clearCookies();
  await page.goto(url);
  await expect(page).toHaveURL(/\/sign-in\?from=/);
  await page.getByLabel('メールアドレス').fill(owner.email);
  await page.getByLabel('パスワード', { exact: true }).fill(owner.password);
  const again = page.waitForEvent('download');
  await page.getByRole('button', { name: 'サインイン' }).click();
  expect((await readFile(await (await again).path())).equals(bytes)).toBe(true);

  await page.goto(`${gateway.baseUrl}/audit-log/exports`);
  await page.getByRole('button', { name: /を削除$/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: '削除' }).click();
  await expect(page.getByText('準備した出力はありません')).toBeVisible();
  await page.goto(url);
  await expect(page.getByText('この出力は見つかりませんでした。')).toBeVisible();
});

test('downloads the file of a month, in the time zone of choice', async ({ page, gateway }) => {
  await signIn(page, gateway.baseUrl, owner);
  await page.goto(`${gateway.baseUrl}/audit-log`);
  await page.getByRole('link', { name: '月次ファイル' }).click();
  await expect(page.getByText('今月（途中）').first()).toBeVisible();
  await page.getByLabel('月の区切りのタイムゾーン').selectOption('Asia/Tokyo');
  await expect(page).toHaveURL(/zone=Asia%2FTokyo/);
  const download = page.waitForEvent('download');
  await page
    .getByRole('link', { name: /^Apps の.*分をダウンロード$/ })
    .first()
    .click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^auditlog-\d{6}-Asia_Tokyo-Apps-csv\.zip$/);
  expect((await readFile(await file.path())).subarray(0, 2).toString()).toBe('PK');
});

test('narrows the log to the bars that were dragged over', async ({ page, gateway }) => {
  await signIn(page, gateway.baseUrl, owner);
  await page.goto(`${gateway.baseUrl}/audit-log`);
  const bars = page.getByRole('img', { name: /期間内の記録/ });
  const box = await bars.boundingBox();
  if (box === null) throw new Error('no bars');
  await page.mouse.move(box.x + box.width * 0.5, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 2, box.y + 20, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.*to=/);
  await expect(page.getByLabel('期間', { exact: true })).toHaveValue('custom');
  await expect(page.getByLabel('開始')).toHaveValue(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/);
});

test('saves a search, opens it from the menu, and deletes it', async ({ page, gateway }) => {
  await signIn(page, gateway.baseUrl, owner);
  await page.goto(`${gateway.baseUrl}/audit-log?range=7d&text=suzuki`);
  const saved = page.getByRole('button', { name: '保存した検索' });
  await saved.click();
  await page.getByRole('menuitem', { name: 'この検索条件を保存' }).click();
  await page.getByLabel('検索条件の名前').fill('鈴木さんの操作');
  await page.getByRole('checkbox', { name: '組織で共有する' }).check();
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await page.goto(`${gateway.baseUrl}/audit-log`);
  await saved.click();
  await page.getByRole('menuitem', { name: /鈴木さんの操作/ }).click();
  await expect(page).toHaveURL(/range=7d.*text=suzuki/);
  await expect(page.getByLabel('検索', { exact: true })).toHaveValue('suzuki');

  await saved.click();
  await page.getByRole('menuitem', { name: 'この検索条件を保存' }).click();
  await page.getByLabel('検索条件の名前').fill('鈴木さんの操作');
  await page.getByRole('checkbox', { name: '組織で共有する' }).check();
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('「鈴木さんの操作」という検索条件はすでにあります。')).toBeVisible();
  await page.keyboard.press('Escape');

  await saved.click();
  await page.getByRole('menuitem', { name: '保存した検索を管理' }).click();
  await page.getByRole('button', { name: '「鈴木さんの操作」を削除' }).click();
  await expect(page.getByRole('button', { name: '「鈴木さんの操作」を削除' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await saved.click();
  await expect(page.getByText('保存した検索はまだありません')).toBeVisible();
});

test('has a saved search watched: the alert rule is told to whom it says, and is shown with the search', async ({
  page,
  gateway,
}) => {
  await signIn(page, gateway.baseUrl, owner);
  const saved = page.getByRole('button', { name: '保存した検索' });
  for (const [name, address] of [
    ['高橋さんの操作', '/audit-log?range=24h&text=takahashi&ip=192.0.2.0/24'],
    ['すべての操作', '/audit-log?range=all'],
  ] as const) {
    await page.goto(gateway.baseUrl + address);
    await saved.click();
    await page.getByRole('menuitem', { name: 'この検索条件を保存' }).click();
    await page.getByLabel('検索条件の名前').fill(name);
    await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }

  await saved.click();
  await page.getByRole('menuitem', { name: '保存した検索を管理' }).click();
  await expect(page.getByRole('button', { name: '「すべての操作」からアラートを作成' })).toHaveCount(0);
  await page.getByRole('button', { name: '「高橋さんの操作」からアラートを作成' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('ルールの名前')).toHaveValue('高橋さんの操作');
  await dialog.getByLabel('件数').fill('3');
  await dialog.getByLabel('時間の幅').selectOption('10');
  await dialog.getByRole('radio', { name: '1 人ずつ数える' }).check();
  await expect(dialog).toContainText('の操作を、1 人が 10 分以内に 3 件行ったときに知らせます。');
  await dialog.getByLabel('メールアドレス').fill('not an address');
  await dialog.getByRole('button', { name: '作成する' }).click();
  await expect(dialog.getByLabel('メールアドレス')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('メールアドレス').fill('soc@watched.example');
  await dialog.getByRole('button', { name: '作成する' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('ルール「高橋さんの操作」を作成しました。')).toBeVisible();

  await saved.click();
  await page.getByRole('menuitem', { name: '保存した検索を管理' }).click();
  await expect(page.getByRole('button', { name: '「高橋さんの操作」からアラートを作成' })).toHaveCount(0);
  await dialog.getByRole('link', { name: '高橋さんの操作' }).click();
  await expect(page).toHaveURL(/\/alerts\/rules\/.+/);
  await expect(page.getByLabel('件数')).toHaveValue('3');
  await expect(page.getByLabel('IP アドレス')).toHaveValue('192.0.2.0/24');
  await expect(page.getByLabel('メールアドレス')).toHaveValue('soc@watched.example');
});

test('shows how long the log is kept, and that a trial which ends takes it along', async ({ page, gateway }) => {
  await signIn(page, gateway.baseUrl, owner);
  await page.goto(`${gateway.baseUrl}/audit-log`);
  await page.getByRole('link', { name: '保存期間' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '保存期間' })).toBeVisible();
  await expect(page.getByText('監査ログがすべて削除される予定です')).toBeVisible();
  await expect(page.getByText('今後 30 日以内に削除')).toBeVisible();
  await expect(page.getByText('まだ削除された記録はありません。')).toBeVisible();
});

test('speaks English when asked to, and remembers it', async ({ page, gateway }) => {
  await signIn(page, gateway.baseUrl, owner);
  await page.getByRole('button', { name: '表示言語' }).click();
  await page.getByRole('menuitem', { name: 'English' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
  await page.getByRole('button', { name: 'Language' }).click();
  await page.getByRole('menuitem', { name: '日本語' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'ホーム' })).toBeVisible();
});

test('turns dark when asked to, and remembers it', async ({ page, gateway }) => {
  await signIn(page, gateway.baseUrl, owner);
  await page.getByRole('button', { name: '暗い配色にする' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await page.reload();
  await expect(page.getByRole('button', { name: '明るい配色にする' })).toBeVisible();
});

test('works by keyboard alone: skip link, menu, dialog, and focus back where it was', async ({ page, gateway }) => {
  await signIn(page, gateway.baseUrl, owner);
  await page.goto(`${gateway.baseUrl}/teams`);
  await expect(page.getByRole('link', { name: 'マーケティング部' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: '本文へ移動' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'チームを作成' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('チーム名')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'チームを作成' })).toBeFocused();
});

test('a session that ended leads to the sign-in page and back', async ({ page, gateway, context }) => {
  await signIn(page, gateway.baseUrl, owner);
  await page.goto(`${gateway.baseUrl}/connections`);
  await expect(page.getByRole('link', { name: 'Microsoft Entra ID' })).toBeVisible();
  await context.clearCookies();
  await page.getByRole('link', { name: 'API キー' }).click();
  await expect(page.getByText('時間が経過したため、サインアウトしました。')).toBeVisible();
  await page.getByLabel('メールアドレス').fill(owner.email);
  await page.getByLabel('パスワード', { exact: true }).fill(owner.password);
  await page.getByRole('button', { name: 'サインイン' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'API キー' })).toBeVisible();
});

test('the description of the API keeps its style under a policy that allows no other', async ({ page, gateway }) => {
  const answer = await page.goto(`${gateway.baseUrl}/docs?lang=ja`);
  expect(answer?.headers()['content-security-policy']).toMatch(/style-src 'sha256-/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('nav ul').first()).toHaveCSS('list-style-type', 'none');
});

test('a page that does not exist says so', async ({ page, gateway }) => {
  await page.goto(`${gateway.baseUrl}/no-such-page`);
  await expect(page.getByText('ページが見つかりません').first()).toBeVisible();
});

async function waiveDomainRule(page: Page, baseUrl: string, operatorKey: string): Promise<void> {
  const operator = createAdminClient({ baseUrl, apiKey: operatorKey });
  const { items } = await operator.listOrganisations({});
  const [organisation] = items;
  if (organisation === undefined) throw new Error('the organisation is missing');
  await operator.setEmailDomainRule({ params: { organisationId: organisation.id }, body: { rule: 'waived' } });
  await expect(page.getByRole('button', { name: '作成する' })).toBeEnabled();
}

/** Issues a token by the dialog and reads it where it is shown this once. */
async function issueToken(page: Page, button: string): Promise<string> {
  await page.getByRole('button', { name: button }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'トークンを発行' }).click();
  await expect(page.getByText('表示されるのは今だけです')).toBeVisible();
  return page.getByRole('textbox', { name: 'SCIM トークン' }).first().inputValue();
}

async function createScimUser(scimBaseUrl: string, token: string, email: string, name: string): Promise<number> {
  const response = await fetch(`${scimBaseUrl}/Users`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json' },
    body: JSON.stringify({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: email,
      displayName: name,
      externalId: email,
      active: true,
      emails: [{ value: email, type: 'work', primary: true }],
    }),
  });
  return response.status;
}
