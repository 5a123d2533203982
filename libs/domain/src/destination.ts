import { DomainError } from './errors.ts';
import type { Decision } from './events.ts';
import type { LocalisedText } from './language.ts';

/**
 * Where an organisation has its audit log forwarded to. Everything that is read from the log after the destination's
 * position goes there, at least once and in order; a destination that is paused keeps its position.
 */
export interface Destination {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly state: DestinationState;
  readonly settings: DestinationSettings;
  /** The end of its secret, to tell two apart; null where it has none. The secret itself is stored encrypted. */
  readonly secretHint: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type DestinationState = 'active' | 'paused';

/** What we need to know of the receiver, beside its secret. */
export type DestinationSettings =
  | WebhookSettings
  | SyslogSettings
  | SplunkHecSettings
  | S3Settings
  | { readonly kind: 'file'; readonly folder: string };

export type DestinationKind = DestinationSettings['kind'];

/** `caCertificate`, here and below: PEM of the authority that signed the receiver's certificate; null: the well-known ones. */
export interface WebhookSettings {
  readonly kind: 'webhook';
  readonly url: string;
  readonly caCertificate: string | null;
}

export interface SyslogSettings {
  readonly kind: 'syslog';
  readonly host: string;
  readonly port: number;
  readonly caCertificate: string | null;
}

export interface SplunkHecSettings {
  readonly kind: 'splunk-hec';
  /** The collector's address; `/services/collector/event` is added to it where it has no path. */
  readonly url: string;
  /** Null: the token's own default. */
  readonly index: string | null;
  readonly sourcetype: string;
  readonly caCertificate: string | null;
}

export interface S3Settings {
  readonly kind: 's3';
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Put before every key; empty or ending in a slash. */
  readonly prefix: string;
  readonly accessKeyId: string;
  /** `https://endpoint/bucket/key` instead of `https://bucket.endpoint/key`: what most S3-compatible stores want. */
  readonly pathStyle: boolean;
  readonly caCertificate: string | null;
}

/** What the operator of the installation lets organisations forward to. */
export interface ForwardingPolicy {
  /** Destinations may be inside the installation's own network, and be plain HTTP. */
  readonly allowPrivate: boolean;
  /** There is a folder below which files may be written. */
  readonly filesAllowed: boolean;
}

export interface NewDestination {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly settings: DestinationSettings;
  /** As it was given; null where none was. Only its presence is judged here. */
  readonly secret: string | null;
  readonly secretHint: string | null;
}

/** More destinations than this in one organisation are a mistake. */
export const mostDestinations = 20;

export function decideCreateDestination(
  wanted: NewDestination,
  existing: number,
  policy: ForwardingPolicy,
  now: Date,
): Decision<Destination> {
  if (existing >= mostDestinations) {
    throw new DomainError('forwarding.limit-reached', {
      ja: `転送先は ${mostDestinations} 件まで登録できます。使っていない転送先を削除してください。`,
      en: `There can be ${mostDestinations} destinations. Delete one that is not used.`,
    });
  }
  const { secret, ...rest } = wanted;
  const settings = checkedSettings(wanted.settings, policy);
  if (needsSecret(settings) && secret === null) throw secretMissing(settings.kind);
  const name = parseName(wanted.name);
  return {
    next: { ...rest, name, settings, state: 'active', createdAt: now, updatedAt: now },
    events: [{ type: 'forwarding.created', destinationName: name, kind: settings.kind }],
  };
}

/** Changes name, settings or secret. The kind stays: another kind is another destination, with a position of its own. */
export function decideChangeDestination(
  before: Destination,
  change: {
    readonly name?: string | undefined;
    readonly settings?: DestinationSettings | undefined;
    readonly secretHint?: string | undefined;
  },
  policy: ForwardingPolicy,
  now: Date,
): Decision<Destination> {
  if (change.settings !== undefined && change.settings.kind !== before.settings.kind) {
    throw new DomainError(
      'forwarding.kind-changed',
      {
        ja: '転送先の種類は変更できません。新しい転送先を作成してください。',
        en: 'The kind of a destination can not change. Create another destination.',
      },
      'settings.kind',
    );
  }
  const next: Destination = {
    ...before,
    name: change.name === undefined ? before.name : parseName(change.name),
    settings: change.settings === undefined ? before.settings : checkedSettings(change.settings, policy),
    secretHint: change.secretHint ?? before.secretHint,
    updatedAt: now,
  };
  const changed = [
    ...(next.name === before.name ? [] : ['name']),
    ...(sameSettings(next.settings, before.settings) ? [] : ['settings']),
    // The same hint may hide another secret, so being given one counts as a change.
    ...(change.secretHint === undefined ? [] : ['secret']),
  ];
  if (changed.length === 0) return { next: before, events: [] };
  return { next, events: [{ type: 'forwarding.updated', destinationName: next.name, changed }] };
}

/** Pauses or resumes. Nothing is lost meanwhile: the position stays, and the log keeps what it keeps for everybody. */
export function decideSetDestinationState(
  before: Destination,
  state: DestinationState,
  now: Date,
): Decision<Destination> {
  if (before.state === state) return { next: before, events: [] };
  const type = state === 'paused' ? 'forwarding.paused' : 'forwarding.resumed';
  return { next: { ...before, state, updatedAt: now }, events: [{ type, destinationName: before.name }] };
}

export function decideDeleteDestination(before: Destination): Decision<null> {
  return { next: null, events: [{ type: 'forwarding.deleted', destinationName: before.name }] };
}

/** Whether the kind can do nothing without a secret. Syslog and files have none. */
export function needsSecret(settings: Pick<DestinationSettings, 'kind'>): boolean {
  return settings.kind === 'webhook' || settings.kind === 'splunk-hec' || settings.kind === 's3';
}

export const destinationKindNames: Readonly<Record<DestinationKind, LocalisedText>> = {
  webhook: { ja: 'Webhook', en: 'webhook' },
  syslog: { ja: 'syslog (TLS)', en: 'syslog over TLS' },
  'splunk-hec': { ja: 'Splunk HTTP Event Collector', en: 'Splunk HTTP Event Collector' },
  s3: { ja: 'S3 互換ストレージ', en: 'S3-compatible storage' },
  file: { ja: 'ファイル', en: 'file' },
};

function checkedSettings(settings: DestinationSettings, policy: ForwardingPolicy): DestinationSettings {
  switch (settings.kind) {
    case 'webhook':
    case 'splunk-hec':
      return { ...settings, url: parseAddress(settings.url, 'settings.url', policy) };
    case 's3':
      return {
        ...settings,
        endpoint: parseAddress(settings.endpoint, 'settings.endpoint', policy),
        prefix: parsePrefix(settings.prefix),
      };
    case 'syslog':
      return { ...settings, host: parseHost(settings.host) };
    case 'file':
      if (!policy.filesAllowed) {
        throw new DomainError(
          'forwarding.files-not-allowed',
          {
            ja: 'このサーバーではファイルへの転送が許可されていません。運用者が FORWARD_FILE_DIR を設定すると使えます。',
            en: 'Forwarding to files is not allowed here. An operator allows it by setting FORWARD_FILE_DIR.',
          },
          'settings.kind',
        );
      }
      return { ...settings, folder: parseFolder(settings.folder) };
  }
}

function parseName(name: string): string {
  const trimmed = name.trim();
  if (trimmed.length > 0) return trimmed;
  throw new DomainError(
    'forwarding.name-missing',
    { ja: '転送先の名前を入力してください。', en: 'A name for the destination is needed.' },
    'name',
  );
}

/** An address without credentials or fragment. Encrypted, unless the operator allows destinations in their own network. */
function parseAddress(text: string, field: string, policy: ForwardingPolicy): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const wellFormed =
    url !== null &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.username === '' &&
    url.password === '' &&
    url.hash === '';
  if (!wellFormed) {
    throw new DomainError(
      'forwarding.address-invalid',
      {
        ja: 'https://siem.example.co.jp/ingest のような URL を入力してください。ユーザー名やパスワードは URL に含められません。',
        en: 'It must be an address such as https://siem.example.co.jp/ingest, without a user name or password in it.',
      },
      field,
    );
  }
  if (url.protocol === 'http:' && !policy.allowPrivate) {
    throw new DomainError(
      'forwarding.address-not-encrypted',
      {
        ja: '監査ログを暗号化せずに送ることはできません。https:// で始まる URL を入力してください。',
        en: 'The audit log is not sent unencrypted. The address must begin with https://.',
      },
      field,
    );
  }
  return url.href;
}

function parseHost(text: string): string {
  const host = text.trim().toLowerCase();
  const bracketed = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  if (!/[\s/@?#]/.test(host) && URL.canParse(`https://${bracketed}/`)) {
    const parsed = new URL(`https://${bracketed}/`);
    if (parsed.hostname !== '' && parsed.port === '') return parsed.hostname.replace(/^\[|\]$/g, '');
  }
  throw new DomainError(
    'forwarding.address-invalid',
    {
      ja: 'siem.example.co.jp のようなホスト名か、IP アドレスを入力してください。',
      en: 'It must be a host name such as siem.example.co.jp, or an IP address.',
    },
    'settings.host',
  );
}

function parsePrefix(text: string): string {
  const prefix = text.trim().replace(/^\/+/, '');
  if (!/^[A-Za-z0-9!_.*'()/-]*$/.test(prefix) || prefix.split('/').some((part) => part === '.' || part === '..')) {
    throw new DomainError(
      'forwarding.prefix-invalid',
      {
        ja: "プレフィックスに使えるのは、英数字と ! _ . * ' ( ) / - だけです。",
        en: "A prefix may have letters, digits and ! _ . * ' ( ) / - only.",
      },
      'settings.prefix',
    );
  }
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
}

/** Plain names, one below the other: nothing that leads elsewhere, on any file system. */
function parseFolder(text: string): string {
  const parts = text.trim().split('/');
  if (parts.length <= 4 && parts.every((part) => /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(part)))
    return parts.join('/');
  throw new DomainError(
    'forwarding.folder-invalid',
    {
      ja: 'フォルダー名は英数字と _ . - で、siem/audit のように 4 階層までで指定してください。',
      en: 'A folder is named by letters, digits and _ . -, at most four levels deep, such as siem/audit.',
    },
    'settings.folder',
  );
}

function secretMissing(kind: DestinationKind): DomainError {
  return new DomainError(
    'forwarding.secret-missing',
    kind === 's3'
      ? { ja: 'シークレットアクセスキーを入力してください。', en: 'The secret access key is needed.' }
      : { ja: 'トークンを入力してください。', en: 'The token is needed.' },
    'secret',
  );
}

function sameSettings(one: DestinationSettings, other: DestinationSettings): boolean {
  const entries = Object.entries(one);
  const others = new Map<string, unknown>(Object.entries(other));
  return entries.length === others.size && entries.every(([key, value]) => others.get(key) === value);
}
