import { SMTPServer } from 'smtp-server';
import { addressOf } from './http-receiver.ts';

/** A mail server that keeps what it takes, or refuses everybody. */
export interface SmtpReceiver {
  readonly url: string;
  readonly mails: readonly { readonly to: string; readonly source: string }[];
  refuse(refuses: boolean): void;
  stop(): Promise<void>;
}

export async function startSmtpReceiver(): Promise<SmtpReceiver> {
  const mails: { to: string; source: string }[] = [];
  let refuses = false;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo(_address, _session, callback) {
      callback(refuses ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null);
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address).join(','),
          source: Buffer.concat(chunks).toString('utf8'),
        });
        callback();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  return {
    url: `smtp://127.0.0.1:${addressOf(server.server.address()).port}`,
    mails,
    refuse(value) {
      refuses = value;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
