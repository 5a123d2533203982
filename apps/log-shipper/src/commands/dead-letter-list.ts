import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { openDeadLetters } from '../deliver/dead-letter-box.ts';
import type { Language } from '../settings/language.ts';

/** Writes each dead letter: place and reason for a person, or everything as one JSON line. */
export async function listLetters(
  stateDir: string,
  options: { readonly json: boolean; readonly language: Language },
  output: Writable,
): Promise<void> {
  for await (const letter of openDeadLetters(stateDir).read()) {
    const { at, path, line, refusal } = letter;
    const field = refusal?.field === undefined ? '' : `${refusal.field}: `;
    // In the language of who reads now, where it is known in both.
    const reason = refusal === undefined ? letter.reason : `${field}${refusal.reason[options.language]}`;
    const text = options.json ? JSON.stringify(letter) : `${at}  ${path}:${line}  ${reason}`;
    if (!output.write(`${text}\n`)) await once(output, 'drain');
  }
}
