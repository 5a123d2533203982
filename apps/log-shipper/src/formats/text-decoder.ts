import { isUtf8 } from 'node:buffer';
import { type Reading, refused } from './format.ts';

/** Encodings a file may be in. Events travel as UTF-8. */
export const encodings = ['utf-8', 'shift_jis', 'euc-jp'] as const;
export type Encoding = (typeof encodings)[number];

/** Bytes to text; null where they are not of the encoding, instead of text with holes. */
export function textDecoder(encoding: Encoding): (bytes: Buffer) => string | null {
  if (encoding === 'utf-8') return (bytes) => (isUtf8(bytes) ? bytes.toString('utf8') : null);
  const decoder = new TextDecoder(encoding, { fatal: true });
  return (bytes) => {
    try {
      return decoder.decode(bytes);
    } catch {
      return null;
    }
  };
}

export function notInEncoding(encoding: Encoding): Reading {
  return refused(
    `この行の文字コードは ${encoding} ではありません。CSV とアクセスログの文字コードは --encoding で指定できます。`,
    `The line is not in ${encoding}. For CSV and access logs, --encoding names another.`,
  );
}
