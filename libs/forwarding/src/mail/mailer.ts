import type { LocalisedText } from '@sekisho/domain';
import { createTransport } from 'nodemailer';
import { shorten } from '../net/http-exchange.ts';

/** Sends mail to people. */
export interface Mailer {
  /** Resolves when the mail server has taken it. Throws {@link MailFailed}. */
  send(mail: Mail): Promise<void>;
  close(): void;
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
  /** The same mail in every attempt has the same one, so that mail programs show it once. Without angle brackets. */
  readonly messageId: string;
}

/** The mail server has not taken the mail. */
export class MailFailed extends Error {
  /** It never will: there is no such mailbox, or it refuses such mail (5yz, RFC 5321 section 4.2.1). */
  readonly isPermanent: boolean;
  readonly explanation: LocalisedText;

  constructor(cause: unknown) {
    const said = shorten(cause instanceof Error ? cause.message : String(cause));
    super(said, { cause });
    this.name = 'MailFailed';
    this.isPermanent = replyCodeOf(cause) >= 500;
    this.explanation = {
      ja: `メールサーバーに受け付けられませんでした: ${said}`,
      en: `The mail server did not take it: ${said}`,
    };
  }
}

function replyCodeOf(error: unknown): number {
  const code = error instanceof Error && 'responseCode' in error ? error.responseCode : undefined;
  // A refused sign-in is the operator's to mend, and then the mail goes out.
  const isSignIn = error instanceof Error && 'code' in error && error.code === 'EAUTH';
  return typeof code === 'number' && !isSignIn ? code : 0;
}

/** Mail through the server that the operator names, `smtp://` (STARTTLS where offered) or `smtps://`. */
export function createSmtpMailer(options: {
  readonly url: string;
  readonly from: string;
  /** Default 30,000. */
  readonly timeoutMs?: number;
}): Mailer {
  const timeout = options.timeoutMs ?? 30_000;
  const url = new URL(options.url);
  const transport = createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (url.protocol === 'smtps:' ? 465 : 587) : Number(url.port),
    secure: url.protocol === 'smtps:',
    ...(url.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    // What we mail is made here; nothing of it may name a file or an address to read from.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(mail) {
      try {
        await transport.sendMail({
          from: options.from,
          to: mail.to,
          subject: mail.subject,
          text: mail.text,
          messageId: `<${mail.messageId}@${options.from.split('@').at(-1) ?? 'sekisho'}>`,
        });
      } catch (error) {
        throw new MailFailed(error);
      }
    },
    close: () => transport.close(),
  };
}
