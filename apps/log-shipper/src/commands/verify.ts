import { createPublicKey, type KeyObject } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import type { LocalisedText } from '@sekisho/audit-events';
import {
  type EvidenceLine,
  type EvidenceProblem,
  parseEvidenceLine,
  type StoredAuditEvent,
  type VerificationReport,
  verifyExport,
} from '@sekisho/audit-events/seals';
import { exitCode } from '../settings/exit-code.ts';
import { OperatorError } from '../settings/operator-error.ts';
import { packingOf, readFrom } from '../tail/file-reader.ts';
import { LineSplitter } from '../tail/line-splitter.ts';

/**
 * Checks an export of the audit log against its seals, with the public key alone and without asking anybody: the export
 * as NDJSON with the preset `evidence`, the evidence file, the key. What the seals don't reach yet is counted apart.
 */

export interface VerifyOptions {
  readonly exportPath: string;
  readonly evidencePath: string;
  readonly publicKeyPath: string;
  /** The range that the export was narrowed to; absent: all of the log. */
  readonly range: { readonly from?: string | undefined; readonly to?: string | undefined };
}

export interface Verification extends VerificationReport {
  /** End of the last seal: what was stored from then on is not vouched for; null without seals. */
  readonly sealedUntil: string | null;
  readonly exitCode: number;
}

/** A file that verification needs is missing or is not what it should be. */
export class VerificationImpossible extends OperatorError {
  constructor(path: string, ja: string, en: string) {
    super({ ja: `${path}: ${ja}`, en: `${path}: ${en}` }, exitCode.usage);
  }
}

/** The files do not even read as an export and its evidence: nothing is proven by them. */
export class NotGenuine extends OperatorError {
  constructor(path: string, line: number, ja: string, en: string) {
    super({ ja: `${path} ${line} 行目: ${ja}`, en: `${path}, line ${line}: ${en}` }, exitCode.notGenuine);
  }
}

export async function verify(options: VerifyOptions): Promise<Verification> {
  const publicKey = await readPublicKey(options.publicKeyPath);
  let sealedUntil: string | null = null;
  const evidence = async function* () {
    for await (const line of readEvidence(options.evidencePath)) {
      if ('seal' in line) sealedUntil = line.seal.to;
      yield line;
    }
  };
  const report = await verifyExport({
    evidence: evidence(),
    events: readEvents(options.exportPath),
    range: options.range,
    publicKey,
  });
  const isGenuine = report.problem === null && report.seals > 0;
  return { ...report, sealedUntil, exitCode: isGenuine ? exitCode.done : exitCode.notGenuine };
}

/** What was found, for a person. */
export function describeVerification({ problem, ...report }: Verification): LocalisedText {
  if (problem !== null) return describeProblem(problem);
  if (report.seals === 0) {
    return {
      ja: '封印が 1 つもないため、何も証明できません。封印は 1 時間ごとに、その時間が過ぎてから作られます。',
      en: 'There is no seal, so nothing is proven. Seals are made hour by hour, once the hour is over.',
    };
  }
  const { seals, sealedEvents, unsealedEvents, deletedSeals, sealedUntil } = report;
  return {
    ja: `改ざんはありません。${sealedUntil} までに保存された ${sealedEvents} 件を ${seals} 個の封印が証明しています (うち ${deletedSeals} 個の分は規則により削除済み)。それ以降の ${unsealedEvents} 件は、まだ封印されていません。`,
    en: `Genuine: ${seals} seals vouch for the ${sealedEvents} events stored until ${sealedUntil} (${deletedSeals} of them for events that a rule has deleted). ${unsealedEvents} events after that are not sealed yet.`,
  };
}

function describeProblem(problem: EvidenceProblem): LocalisedText {
  switch (problem.kind) {
    case 'event-changed':
      return {
        ja: `${problem.line} 行目のイベント ${problem.eventId} は、保存された内容と違います (封印 ${problem.sequence})。`,
        en: `The event ${problem.eventId} in line ${problem.line} is not what was stored (seal ${problem.sequence}).`,
      };
    case 'event-added':
      return {
        ja: `${problem.line} 行目のイベント ${problem.eventId} は、どの封印にもありません。後から加えられたものです。`,
        en: `The event ${problem.eventId} in line ${problem.line} is in no seal: it was added.`,
      };
    case 'event-repeated':
      return {
        ja: `${problem.line} 行目のイベント ${problem.eventId} は 2 度目です。`,
        en: `The event ${problem.eventId} in line ${problem.line} is there for the second time.`,
      };
    case 'event-reordered':
      return {
        ja: `${problem.line} 行目のイベント ${problem.eventId} は、並び順が変えられています。`,
        en: `The event ${problem.eventId} in line ${problem.line} is out of order.`,
      };
    case 'event-removed':
      return {
        ja: `${problem.occurredAt} のイベント ${problem.eventId} がありません (封印 ${problem.sequence})。一部だけを出力したファイルなら、--from と --to で同じ範囲を指定してください。`,
        en: `The event ${problem.eventId} of ${problem.occurredAt} is missing (seal ${problem.sequence}). If the export was narrowed, give the same --from and --to.`,
      };
    case 'seal-missing':
      return { ja: `封印 ${problem.sequence} がありません。`, en: `Seal ${problem.sequence} is missing.` };
    case 'seal-forged':
      return {
        ja: `封印 ${problem.sequence} は、この公開鍵で署名されたものではありません。`,
        en: `Seal ${problem.sequence} was not signed with this key.`,
      };
    case 'seal-unchained':
      return {
        ja: `封印 ${problem.sequence} は、その前の封印につながっていません。`,
        en: `Seal ${problem.sequence} does not follow from the one before it.`,
      };
    case 'seal-altered':
      return {
        ja: `封印 ${problem.sequence} の明細は、封印されたものと違います。`,
        en: `The entries of seal ${problem.sequence} are not those that were sealed.`,
      };
    case 'deletion-unproven':
      return {
        ja: `封印 ${problem.sequence} のイベントは削除されていますが、削除証明書がありません。`,
        en: `The events of seal ${problem.sequence} were deleted, and no certificate says by which rule.`,
      };
  }
}

async function readPublicKey(path: string): Promise<KeyObject> {
  const pem = await readFile(path, 'utf8').catch((error: Error) => {
    throw new VerificationImpossible(path, error.message, error.message);
  });
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below.
  }
  throw new VerificationImpossible(
    path,
    'Ed25519 の公開鍵 (PEM) ではありません。',
    'it is not an Ed25519 public key (PEM).',
  );
}

async function* readEvidence(path: string): AsyncGenerator<EvidenceLine> {
  for await (const { text, number } of linesOf(path)) {
    let line: EvidenceLine;
    try {
      line = parseEvidenceLine(text);
    } catch {
      throw new NotGenuine(path, number, '封印のファイルとして読み取れません。', 'it does not read as evidence.');
    }
    yield line;
  }
}

async function* readEvents(path: string): AsyncGenerator<StoredAuditEvent> {
  for await (const { text, number } of linesOf(path)) {
    const event = parseStoredEvent(text);
    if (event === null) {
      throw new NotGenuine(
        path,
        number,
        '検証用に出力したイベントではありません。export --format ndjson --preset evidence で出力してください。',
        'it is no event exported for verification. Export with --format ndjson --preset evidence.',
      );
    }
    yield event;
  }
}

async function* linesOf(path: string): AsyncGenerator<{ readonly text: string; readonly number: number }> {
  const handle = await open(path, 'r').catch((error: Error) => {
    throw new VerificationImpossible(path, error.message, error.message);
  });
  const splitter = new LineSplitter({ offset: 0, line: 0 });
  try {
    for await (const chunk of readFrom(handle, packingOf(path), 0)) {
      for (const { bytes, number } of splitter.push(chunk)) yield { text: bytes.toString('utf8'), number };
    }
    for (const { bytes, number } of splitter.end()) yield { text: bytes.toString('utf8'), number };
  } finally {
    await handle.close();
  }
}

/** Null for anything else, also for an event with more fields: nothing would vouch for those. */
function parseStoredEvent(text: string): StoredAuditEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const fields = new Map<string, unknown>(Object.entries(value));
  let isWhole = true;
  const take = (field: keyof StoredAuditEvent): string => {
    const given = fields.get(field);
    isWhole &&= typeof given === 'string' && fields.delete(field);
    return typeof given === 'string' ? given : '';
  };
  const event: StoredAuditEvent = {
    id: take('id'),
    organisationId: take('organisationId'),
    product: take('product'),
    occurredAt: take('occurredAt'),
    category: take('category'),
    event: take('event'),
    action: take('action'),
    operationUserId: take('operationUserId'),
    operationUserName: take('operationUserName'),
    operationUserEmail: take('operationUserEmail'),
    ipAddress: take('ipAddress'),
    userAgent: take('userAgent'),
    spaceKey: take('spaceKey'),
    storedAt: take('storedAt'),
    version: 'V1',
  };
  return isWhole && take('version') === 'V1' && fields.size === 0 ? event : null;
}
