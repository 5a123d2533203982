import type { AuditFilter } from './audit-filter.ts';
import { DomainError } from './errors.ts';
import type { Actor, Decision, DomainEvent } from './events.ts';
import type { LocalisedText } from './language.ts';

/** In which form a part of the audit log is taken out. */
export interface AuditExportForm {
  readonly format: 'csv' | 'ndjson' | 'parquet';
  readonly order: 'newest-first' | 'oldest-first';
  /** `full` is a kind of CSV, `evidence` one of NDJSON; any other form is the default. */
  readonly preset: 'default' | 'full' | 'evidence';
  /** `shift_jis`, of CSV alone, is code page 932. */
  readonly encoding: 'utf-8' | 'shift_jis';
  readonly byteOrderMark: boolean;
  readonly compression: 'none' | 'gzip' | 'zstd';
}

/** Which events an export takes. Instants are RFC 3339 in UTC; what is absent does not narrow. */
export interface AuditExportFilters extends AuditFilter {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** An export that a worker makes in the background, and the file it becomes. */
export interface AuditExportJob {
  readonly id: string;
  readonly organisationId: string;
  readonly requestedBy: ExportRequester;
  readonly filters: AuditExportFilters;
  readonly form: AuditExportForm;
  readonly state: AuditExportState;
  /** Events written so far; of a Parquet file 0 until it is whole. */
  readonly rowsDone: number;
  /** Null until counted. */
  readonly rowsTotal: number | null;
  readonly bytes: number;
  /** Characters that Shift_JIS does not have. */
  readonly replaced: number;
  readonly error: LocalisedText | null;
  /** Which attempt's file it is; null while there is none. */
  readonly fileId: string | null;
  readonly requestedAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** When the file goes; null while there is none. */
  readonly expiresAt: Date | null;
}

export type AuditExportState = 'queued' | 'running' | 'ready' | 'failed' | 'expired';

/** Who asked for an export. A person is mailed when it is there. */
export interface ExportRequester {
  readonly kind: 'account' | 'api-key';
  readonly id: string;
  readonly name: string;
}

/** How long a prepared file is kept, in milliseconds. */
export const exportLifetimeMs = 7 * 86_400_000;

/** So many exports of an organisation may wait or be under way at once. */
export const mostUnfinishedExports = 10;

export function decideRequestExport(
  wanted: Pick<AuditExportJob, 'id' | 'organisationId' | 'filters' | 'form'>,
  facts: { readonly unfinished: number; readonly actor: Actor },
  now: Date,
): Decision<AuditExportJob> {
  assertExportForm(wanted.form);
  if (facts.unfinished >= mostUnfinishedExports) {
    throw new DomainError('audit-export.limit-reached', {
      ja: `準備中の出力が ${mostUnfinishedExports} 件あります。どれかが完了するまで待つか、不要なものを削除してください。`,
      en: `${mostUnfinishedExports} exports are being prepared. Wait until one is done, or remove one that nobody needs.`,
    });
  }
  const next: AuditExportJob = {
    ...wanted,
    requestedBy: requesterOf(facts.actor),
    state: 'queued',
    rowsDone: 0,
    rowsTotal: null,
    bytes: 0,
    replaced: 0,
    error: null,
    fileId: null,
    requestedAt: now,
    startedAt: null,
    finishedAt: null,
    expiresAt: null,
  };
  return { next, events: [{ type: 'audit-log.export-requested', ...describeExport(next) }] };
}

/** A job may be removed in any state: one that is being made ends, and a file goes at once. */
export function decideRemoveExport(job: AuditExportJob): readonly DomainEvent[] {
  return [{ type: 'audit-log.export-removed', ...describeExport(job) }];
}

/** What the audit log says of an export: its range, as ISO 8601 writes intervals with `..` for an open end, and its form. */
export function describeExport({ filters, form }: Pick<AuditExportJob, 'filters' | 'form'>): {
  readonly range: string;
  readonly format: string;
} {
  const instant = (given: string | undefined) => (given === undefined ? '..' : new Date(given).toISOString());
  return { range: `${instant(filters.from)}/${instant(filters.to)}`, format: form.format.toUpperCase() };
}

/** The state at an instant: a file past its time is gone for every reader, whether it was swept away yet or not. */
export function exportStateAt(job: Pick<AuditExportJob, 'state' | 'expiresAt'>, now: Date): AuditExportState {
  return job.state === 'ready' && job.expiresAt !== null && job.expiresAt <= now ? 'expired' : job.state;
}

/** Refuses what no reader could make sense of: a byte order mark before Shift_JIS, and Shift_JIS of anything but CSV. */
export function assertExportForm(form: Pick<AuditExportForm, 'format' | 'encoding' | 'byteOrderMark'>): void {
  if (form.encoding !== 'shift_jis') return;
  if (form.format !== 'csv') {
    throw new DomainError(
      'audit-export.encoding-not-of-format',
      {
        ja: `Shift_JIS で出力できるのは CSV だけです。format=csv にするか、encoding を指定しないでください (${form.format} は常に UTF-8 です)。`,
        en: `Only CSV can be in Shift_JIS. Choose format=csv, or leave the encoding out: ${form.format} is always UTF-8.`,
      },
      'encoding',
    );
  }
  if (form.byteOrderMark) {
    throw new DomainError(
      'audit-export.byte-order-mark-not-utf-8',
      {
        ja: 'BOM は UTF-8 の目印なので、Shift_JIS のファイルには付けられません。bom を false にしてください (日本語版の Excel は BOM なしの Shift_JIS をそのまま開けます)。',
        en: 'A byte order mark says that a file is UTF-8, so one in Shift_JIS can have none. Leave bom out: Excel in Japanese opens Shift_JIS without it.',
      },
      'bom',
    );
  }
}

function requesterOf(actor: Actor): ExportRequester {
  switch (actor.kind) {
    case 'account':
      return { kind: 'account', id: actor.accountId, name: actor.name };
    case 'api-key':
      return { kind: 'api-key', id: actor.keyId, name: actor.name };
    default:
      throw new TypeError(`nobody but a person or an API key asks for an export, not ${actor.kind}`);
  }
}
