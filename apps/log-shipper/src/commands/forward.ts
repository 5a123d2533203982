import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lockState, StateNotWritable } from '../checkpoint/state-lock.ts';
import { createAuditLogClient } from '../forward/audit-log-client.ts';
import { fileOutput } from '../forward/file-output.ts';
import { type ForwardOutput, forward } from '../forward/forward.ts';
import { openLedger } from '../forward/ledger.ts';
import { csvLines, ndjsonLines } from '../forward/render-events.ts';
import { standardOutput } from '../forward/standard-output.ts';
import { isWebhookSecret, webhookOutput } from '../forward/webhook-output.ts';
import { exitCode } from '../settings/exit-code.ts';
import type { Language } from '../settings/language.ts';
import { OperatorError } from '../settings/operator-error.ts';
import type { Reporter } from '../settings/reporter.ts';

/**
 * Carries the audit log on, to a file, to standard output or to a webhook, and remembers how far it has come: each event
 * at least once. What is read is chosen when a forwarding is begun, and belongs to its name in the state folder.
 */

export interface ForwardCommandOptions {
  readonly gatewayUrl: string;
  readonly apiKey: string;
  readonly filter: readonly (readonly [name: string, value: string])[];
  readonly stateDir: string;
  /** One state folder may hold several forwardings. */
  readonly name: string;
  /** Where a new forwarding begins; null: now. An old one goes on where it was. */
  readonly from: Date | null;
  readonly output:
    | { readonly kind: 'file'; readonly path: string; readonly format: 'ndjson' | 'csv' }
    | { readonly kind: 'stdout'; readonly format: 'ndjson' | 'csv' }
    | { readonly kind: 'webhook'; readonly url: string; readonly secret: string };
  readonly once: boolean;
  readonly pollMs: number;
  readonly batchEvents: number;
  readonly requestTimeoutMs: number;
  readonly language: Language;
}

/** A forwarding of this name was begun with other filters. */
export class OtherForwarding extends OperatorError {
  constructor(name: string, begunWith: string) {
    super(
      {
        ja: `転送「${name}」は別の条件 (${begunWith === '' ? '条件なし' : begunWith}) で始められています。--name で別の名前を付けてください。`,
        en: `The forwarding '${name}' was begun with other filters (${begunWith === '' ? 'none' : begunWith}). Give this one a name of its own with --name.`,
      },
      exitCode.usage,
    );
  }
}

/** The webhook's secret is missing or not one. */
export class SecretInvalid extends OperatorError {
  constructor() {
    super(
      {
        ja: '--webhook-secret か SEKISHO_WEBHOOK_SECRET に、whsec_ で始まる秘密鍵 (24～64 バイトの Base64) を指定してください。',
        en: 'Give --webhook-secret or SEKISHO_WEBHOOK_SECRET a secret that begins with whsec_ (24 to 64 bytes in Base64).',
      },
      exitCode.usage,
    );
  }
}

export async function forwardLog(
  options: ForwardCommandOptions,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<{ forwarded: number; exitCode: number }> {
  const { stateDir, name, language } = options;
  const output = outputFor(options, reporter, signal);
  await mkdir(stateDir, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw new StateNotWritable(stateDir, error);
  });
  const unlock = await lockState(stateDir, `forward-${name}.lock`);
  try {
    const filter = filterText(options.filter);
    const from = (options.from ?? new Date()).getTime();
    const ledger = await openLedger(join(stateDir, `forward-${name}.ndjson`), { from, filter });
    if (ledger.filter !== filter) throw new OtherForwarding(name, ledger.filter);
    reporter.note('Forwarding', { name, from: new Date(ledger.from).toISOString() });
    const { forwarded } = await forward({
      log: createAuditLogClient({
        ...options,
        language,
        signal,
        onRetry: (retry) => reporter.note('The gateway did not answer; trying again', retry),
      }),
      ledger,
      output,
      once: options.once,
      pollMs: options.pollMs,
      batchEvents: options.batchEvents,
      signal,
      onRepeat: ({ from: minute, events }) =>
        reporter.note('Late events reached an old minute; all of it goes again', {
          minute: minute.toISOString(),
          events,
        }),
      now: Date.now,
    });
    return { forwarded, exitCode: options.once && signal.aborted ? exitCode.stoppedEarly : exitCode.done };
  } finally {
    await unlock();
  }
}

function filterText(filter: ForwardCommandOptions['filter']): string {
  const query = new URLSearchParams();
  for (const [name, value] of filter) query.append(name, value);
  return query.toString();
}

function outputFor(
  { output, requestTimeoutMs }: ForwardCommandOptions,
  reporter: Reporter,
  signal: AbortSignal,
): ForwardOutput {
  switch (output.kind) {
    case 'file':
      return fileOutput({
        path: output.path,
        lines: output.format === 'csv' ? csvLines : ndjsonLines,
        signal,
        onTrouble: (error) => reporter.note('The file can’t be written; trying again', { error: String(error) }),
      });
    case 'stdout':
      return standardOutput(process.stdout, output.format === 'csv' ? csvLines : ndjsonLines);
    case 'webhook':
      if (!isWebhookSecret(output.secret)) throw new SecretInvalid();
      return webhookOutput({
        url: output.url,
        secret: output.secret,
        timeoutMs: requestTimeoutMs,
        signal,
        now: () => new Date(),
        onRetry: (retry) => reporter.note('The webhook did not take a batch; trying again', retry),
      });
  }
}
