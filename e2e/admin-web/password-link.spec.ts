import { createAdminClient } from '@sekisho/api-contract';
import { prepareOrganisation } from '@sekisho/gateway-process';
import { expect, signIn, test } from './fixtures.ts';

/** Somebody new: an administrator makes the account and the one-time link, the person sets a password and signs in. */

test('an invited person sets a password by the one-time link and signs in', async ({ page, gateway }) => {
  const { organisationId, owner, admin } = await prepareOrganisation(gateway, { name: '招待する会社' });
  const operator = createAdminClient({ baseUrl: gateway.baseUrl, apiKey: gateway.operatorKey });
  await operator.setEmailDomainRule({ params: { organisationId }, body: { rule: 'verified' } });
  await operator.vouchForDomain({ params: { organisationId, domain: 'invited.example' } });
  const newcomer = { email: 'shin.jin@invited.example', password: 'なつのそらに-ほしがふる-2026' };
  const { id } = await admin.createMember({ body: { name: '新人 太郎', email: newcomer.email } });

  await signIn(page, gateway.baseUrl, owner);
  await page.goto(`${gateway.baseUrl}/members/${id}`);
  await page.getByRole('button', { name: 'パスワード設定リンク' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'リンクを発行する' }).click();
  const link = await page.getByRole('dialog').getByLabel('リンク', { exact: true }).inputValue();
  await page.context().clearCookies();

  await page.goto(link);
  await page.getByLabel('パスワード', { exact: true }).fill(newcomer.password);
  await page.getByLabel('パスワード（確認）').fill('something else');
  await page.getByRole('button', { name: 'パスワードを設定する' }).click();
  await expect(page.getByText('パスワードが一致しません')).toBeVisible();
  await page.getByLabel('パスワード（確認）').fill(newcomer.password);
  await page.getByRole('button', { name: 'パスワードを設定する' }).click();
  await expect(page.getByRole('heading', { name: 'パスワードを設定しました' })).toBeVisible();
  await signIn(page, gateway.baseUrl, newcomer);
  expect((await admin.getMember({ params: { memberId: id } })).state).toBe('active');
});
