import { afterEach, beforeEach, expect, it } from 'vitest';
import { type SmtpReceiver, startSmtpReceiver } from '../testing/smtp-receiver.ts';
import { createSmtpMailer, type Mailer, MailFailed } from './mailer.ts';

let server: SmtpReceiver;
let mailer: Mailer;
const mail = { to: 'kansa@example.co.jp', subject: '【警告】一括操作', text: '業務時間外の操作', messageId: 'alert-1' };

beforeEach(async () => {
  server = await startSmtpReceiver();
  mailer = createSmtpMailer({ url: server.url, from: 'sekisho@example.co.jp', timeoutMs: 5_000 });
});
afterEach(async () => {
  mailer.close();
  await server.stop();
});

it('sends a mail in Japanese, with an id of its own', async () => {
  await mailer.send(mail);
  expect(server.mails).toHaveLength(1);
  expect(server.mails[0]?.to).toBe('kansa@example.co.jp');
  const source = server.mails[0]?.source ?? '';
  expect(source).toContain('Message-ID: <alert-1@example.co.jp>');
  expect(source).toContain('From: sekisho@example.co.jp');
  expect(source).toMatch(/=\?UTF-8\?[QB]\?/);
});

it('says so when the server refuses', async () => {
  server.refuse(true);
  const failure = await mailer.send(mail).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(MailFailed);
  expect(failure).toMatchObject({ isPermanent: true, explanation: { en: expect.stringContaining('no such mailbox') } });
});

it('says that trying again may help when nobody answers', async () => {
  await server.stop();
  await expect(mailer.send(mail)).rejects.toMatchObject({ name: 'MailFailed', isPermanent: false });
});
