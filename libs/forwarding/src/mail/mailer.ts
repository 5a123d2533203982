import { createTransport } from 'nodemailer';

/** Sends mail to people. */
export interface Mailer {
  /** Resolves when the mail server has taken it. Throws its refusal. */
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
      await transport.sendMail({
        from: options.from,
        to: mail.to,
        subject: mail.subject,
        text: mail.text,
        messageId: `<${mail.messageId}@${options.from.split('@').at(-1) ?? 'sekisho'}>`,
      });
    },
    close: () => transport.close(),
  };
}
