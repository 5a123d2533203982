import { type PreparedOrganisation, prepareOrganisation } from '@sekisho/gateway-process';
import { expect, signIn, test } from './fixtures.ts';

/** A long list of members: any place is one jump away, and the page never holds more rows than it shows. */

const people = 1_200;
let organisation: PreparedOrganisation | undefined;

test.beforeAll(async ({ gateway }) => {
  organisation = await prepareOrganisation(gateway, { name: '大きな会社' });
  const { connection } = organisation;
  const numbers = Array.from({ length: people }, (_, index) => String(index).padStart(5, '0'));
  await Promise.all(
    Array.from({ length: 8 }, async (_, lane) => {
      for (const number of numbers.filter((_number, index) => index % 8 === lane)) {
        const response = await fetch(`${connection.scimBaseUrl}/Users`, {
          method: 'POST',
          headers: { Authorization: `Bearer ${connection.token}`, 'Content-Type': 'application/scim+json' },
          body: JSON.stringify({
            schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
            userName: `person-${number}@big.example`,
            displayName: `Person ${number}`,
            active: true,
          }),
        });
        if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      }
    }),
  );
});

test('jumps to the end and back with few rows in the document', async ({ page, gateway }) => {
  if (organisation === undefined) throw new Error('nothing prepared');
  await signIn(page, gateway.baseUrl, organisation.owner);
  await page.goto(`${gateway.baseUrl}/members?text=person`);
  await expect(page.getByText(`${people.toLocaleString('ja')} 件`)).toBeVisible();
  await expect(page.getByRole('table', { name: 'メンバー' })).toHaveAttribute('aria-rowcount', String(people + 1));
  await expect(page.getByRole('link', { name: 'Person 00000', exact: true })).toBeVisible();

  await page.evaluate('window.scrollTo(0, document.documentElement.scrollHeight)');
  await expect(page.getByRole('link', { name: 'Person 01199', exact: true })).toBeVisible();
  expect(await page.getByRole('row').count()).toBeLessThan(80);

  await page.evaluate('window.scrollTo(0, document.documentElement.scrollHeight / 2)');
  await expect(page.getByRole('link', { name: /^Person 006\d\d$/ }).first()).toBeVisible();

  await page.evaluate('window.scrollTo(0, 0)');
  await page.getByRole('button', { name: '名前' }).click();
  await expect(page).toHaveURL(/order=desc/);
  await expect(page.getByRole('link', { name: 'Person 01199', exact: true })).toBeVisible();
});
