import { mkdir, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalisedText } from '@sekisho/audit-events';
import { StateOfOtherStream, streamOfState } from '../checkpoint/state-stream.ts';
import { explainProblem } from '../deliver/answer.ts';
import { type StreamName, streamPaths } from '../deliver/stream.ts';
import type { Format } from '../formats/format.ts';
import type { Language } from '../settings/language.ts';
import { discoverFiles } from '../tail/discover.ts';
import { packingOf, readFrom } from '../tail/file-reader.ts';
import { eachLine } from '../tail/line-run.ts';

/** One thing that was looked at, and what to do when it is not well. */
export interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
}

export interface DoctorOptions {
  readonly stream: StreamName;
  readonly gatewayUrl: string;
  readonly key: string;
  readonly stateDir: string;
  readonly paths: readonly string[];
  readonly formatFor: (path: string) => Format;
  readonly language: Language;
}

/** Looks at everything that `ship` needs, and changes nothing but a probe file of its own. */
export async function examine(options: DoctorOptions): Promise<Finding[]> {
  const { stream, gatewayUrl, key, stateDir, language } = options;
  const findings = [
    await attempt('gateway', language, () => reach(gatewayUrl)),
    await attempt('event key', language, () => tryKey(gatewayUrl, key, stream)),
    await attempt('state folder', language, () => tryState(stateDir, stream)),
    await attempt('free space', language, () => freeSpace(stateDir)),
  ];
  for (const path of options.paths) {
    findings.push(await attempt(`files ${path}`, language, () => readBeginnings(path, options)));
  }
  return findings;
}

/** What is not well. */
class NotWell extends Error {
  readonly explanation: LocalisedText;

  constructor(ja: string, en: string) {
    super(en);
    this.name = 'NotWell';
    this.explanation = { ja, en };
  }
}

async function attempt(check: string, language: Language, look: () => Promise<LocalisedText>): Promise<Finding> {
  try {
    return { check, ok: true, detail: (await look())[language] };
  } catch (error) {
    if (error instanceof NotWell) return { check, ok: false, detail: error.explanation[language] };
    const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
    return { check, ok: false, detail: `${error instanceof Error ? error.message : String(error)}${cause}` };
  }
}

async function reach(gatewayUrl: string): Promise<LocalisedText> {
  const response = await fetch(`${gatewayUrl}/healthz`, { signal: AbortSignal.timeout(5_000) });
  if (!response.ok) {
    throw new NotWell(
      `${gatewayUrl}/healthz が ${response.status} を返しました。ゲートウェイのアドレスか確認してください。`,
      `${gatewayUrl}/healthz answered ${response.status}. Is this the gateway’s address?`,
    );
  }
  return { ja: gatewayUrl, en: gatewayUrl };
}

/** An empty delivery: the gateway looks at the key before the body. */
async function tryKey(gatewayUrl: string, key: string, stream: StreamName): Promise<LocalisedText> {
  if (key === '') {
    throw new NotWell(
      'キーがありません。--key か SEKISHO_EVENT_KEY で指定してください。キーは管理者が API キーの画面で発行します。',
      'No key. Give one with --key or SEKISHO_EVENT_KEY; administrators issue it under API keys.',
    );
  }
  const response = await fetch(`${gatewayUrl}${streamPaths[stream]}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/x-ndjson' },
    body: '',
    signal: AbortSignal.timeout(5_000),
  });
  if (response.status === 401) {
    throw new NotWell(
      `キーが受け付けられません (${response.status})。無効にされたか、イベント送信用のキーではありません。`,
      `The gateway does not accept the key (${response.status}). It may be revoked, or not an event key.`,
    );
  }
  if (!response.ok) {
    const problem = await response.text();
    throw new NotWell(
      `ゲートウェイが ${response.status} を返しました。${explainProblem(problem, 'ja')}`.trimEnd(),
      `The gateway answered ${response.status} to an empty delivery. ${explainProblem(problem, 'en')}`.trimEnd(),
    );
  }
  return { ja: '受け付けられます', en: 'accepted' };
}

async function tryState(stateDir: string, stream: StreamName): Promise<LocalisedText> {
  const found = await streamOfState(stateDir);
  if (found !== null && found !== stream) {
    const { ja, en } = new StateOfOtherStream(stateDir, found).explanation;
    throw new NotWell(ja, en);
  }
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const probe = join(stateDir, 'probe');
  const file = await open(probe, 'w');
  try {
    await file.writeFile('probe');
    await file.sync();
  } finally {
    await file.close();
    await rm(probe, { force: true });
  }
  return { ja: `${stateDir} に書き込めます`, en: `${stateDir} is writable` };
}

async function freeSpace(stateDir: string): Promise<LocalisedText> {
  const { bavail, bsize } = await statfs(stateDir);
  const mebibytes = Math.floor((bavail * bsize) / 1_048_576);
  if (mebibytes < 100) {
    throw new NotWell(
      `空き容量が ${mebibytes} MiB しかありません。チェックポイントなどを書けなくなるおそれがあります。`,
      `Only ${mebibytes} MiB are free: the checkpoint and dead letters may not be writable.`,
    );
  }
  return { ja: `${mebibytes} MiB`, en: `${mebibytes} MiB` };
}

const filesLookedInto = 20;
const linesLookedAt = 200;

/** Opens every file's beginning as `ship` would, so that a wrong format is found before thousands of dead letters are. */
async function readBeginnings(pattern: string, options: DoctorOptions): Promise<LocalisedText> {
  const files = await discoverFiles([pattern]);
  if (files.length === 0) {
    throw new NotWell(
      '該当するファイルがありません。パスと、パターンを囲む引用符を確認してください。',
      'No file matches. Look at the path, and at the quotes around patterns.',
    );
  }
  let events = 0;
  for (const { path } of files.slice(-filesLookedInto)) events += await countEvents(path, options);
  return {
    ja: `${files.length} ファイル、先頭から ${events} 件を読み取れました`,
    en: `${files.length} file(s), ${events} events readable at their beginnings`,
  };
}

async function countEvents(path: string, options: DoctorOptions): Promise<number> {
  const format = options.formatFor(path);
  const reader = format.createReader();
  const splitter = format.createSplitter({ offset: 0, line: 0 });
  const handle = await open(path, 'r');
  let events = 0;
  try {
    for await (const chunk of readFrom(handle, packingOf(path), 0)) {
      for (const line of eachLine(splitter.push(chunk))) {
        const reading = reader.read(line.bytes);
        if (reading.kind === 'refused') {
          const { ja, en } = reading.reason;
          throw new NotWell(`${path} ${line.number} 行目: ${ja}`, `${path}, line ${line.number}: ${en}`);
        }
        if (reading.kind !== 'nothing') events += 1;
        if (line.number >= linesLookedAt) return events;
      }
    }
  } finally {
    await handle.close();
  }
  return events;
}
