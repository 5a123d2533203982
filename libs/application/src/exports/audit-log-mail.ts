import type { Language } from '@sekisho/domain';

/** What people are mailed about files of the audit log, in their own language and time zone. */
export interface AuditLogMailText {
  readonly subject: string;
  readonly text: string;
}

export interface MailReader {
  readonly language: Language;
  readonly timeZone: string;
}

/** An export is there. */
export function exportReadyMail(
  reader: MailReader,
  file: {
    readonly range: string;
    readonly format: string;
    readonly rows: number;
    readonly replaced: number;
    readonly address: string;
    readonly expiresAt: Date;
  },
): AuditLogMailText {
  const until = localTime(file.expiresAt, reader);
  if (reader.language === 'ja') {
    return {
      subject: '[Sekisho] 監査ログの出力が完了しました',
      text: [
        '依頼された監査ログのファイルを準備しました。',
        '',
        `期間: ${file.range}`,
        `形式: ${file.format}`,
        `件数: ${file.rows.toLocaleString('ja')} 件`,
        ...(file.replaced === 0
          ? []
          : [`Shift_JIS にないため〓に置き換えた文字: ${file.replaced.toLocaleString('ja')} 文字`]),
        '',
        'ダウンロードする:',
        file.address,
        '',
        `このリンクは ${until} まで有効です。開くときに、あなたのアカウントでのサインインが必要です。`,
      ].join('\n'),
    };
  }
  return {
    subject: '[Sekisho] Your export of the audit log is ready',
    text: [
      'The file of the audit log that you asked for is ready.',
      '',
      `Range: ${file.range}`,
      `Format: ${file.format}`,
      `Events: ${file.rows.toLocaleString('en')}`,
      ...(file.replaced === 0
        ? []
        : [`Characters that Shift_JIS does not have, replaced by 〓: ${file.replaced.toLocaleString('en')}`]),
      '',
      'Download it:',
      file.address,
      '',
      `The link works until ${until}, for you alone: you are asked to sign in when you open it.`,
    ].join('\n'),
  };
}

/** The files of a month are there. */
export function monthlyFilesMail(
  reader: MailReader,
  month: string,
  files: readonly { readonly product: string; readonly events: number; readonly address: string }[],
  expiresAt: Date,
): AuditLogMailText {
  const until = localTime(expiresAt, reader);
  if (reader.language === 'ja') {
    return {
      subject: `[Sekisho] ${month} の監査ログの月次ファイル`,
      text: [
        `${month} (UTC) の監査ログをダウンロードできます。`,
        '',
        ...files.flatMap((file) => [`${file.product}: ${file.events.toLocaleString('ja')} 件`, file.address, '']),
        `リンクは ${until} まで有効です。開くときに、あなたのアカウントでのサインインが必要です。`,
        'この後に届いたイベントは、次にダウンロードするファイルに含まれます。過去の月のファイルも「月次ファイル」の画面にあります。',
        '',
        'このメールは監査ログ管理者に送信しています。',
      ].join('\n'),
    };
  }
  return {
    subject: `[Sekisho] Monthly files of the audit log, ${month}`,
    text: [
      `The audit log of ${month} (UTC) can be downloaded.`,
      '',
      ...files.flatMap((file) => [`${file.product}: ${file.events.toLocaleString('en')} events`, file.address, '']),
      `The links work until ${until}, for you alone: you are asked to sign in when you open one.`,
      'Events that arrive later are in the file when it is downloaded again. Files of earlier months are on the page Monthly files.',
      '',
      'You get this mail because you are an audit log administrator.',
    ].join('\n'),
  };
}

/** `2026-11-20 14:15 (Asia/Tokyo)`. */
function localTime(at: Date, { timeZone }: MailReader): string {
  return `${at.toLocaleString('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })} (${timeZone})`;
}
