import { describe, expect, it } from 'vitest';
import { ShiftJisEncoder } from './shift-jis-encoder.ts';

function encode(...blocks: readonly Uint8Array[]): { hex: string; replaced: number } {
  const encoder = new ShiftJisEncoder();
  const bytes = Buffer.concat([...blocks.map((block) => encoder.encode(block)), encoder.end()]);
  return { hex: bytes.toString('hex'), replaced: encoder.replaced };
}

describe('Shift_JIS', () => {
  it.each([
    ['ASCII', 'Add an issue\r\n', '41646420616e2069737375650d0a'],
    ['kana and kanji of JIS X 0208', '監査ログ', '8ac48db8838d834f'],
    ['second bytes that are a backslash', '表予申ソ', '955c975c905c835c'],
    ['half-width kana', 'ｱﾝ', 'b1dd'],
    ["NEC's row 13", '①㈱Ⅷ№', '8740878a875b8782'],
    ["IBM's kanji, not NEC's copies of them", '髙﨑', 'fbfcfab1'],
    ['what is there twice: the code of JIS X 0208', '∵¬', '81e681ca'],
    ["a Mac's wave dash and minus sign, which Windows has under other code points", '〜−', '8160817c'],
    ['a yen sign, which must not become a backslash', '¥', '818f'],
  ])('has %s', (_, text, hex) => {
    expect(encode(Buffer.from(text))).toEqual({ hex, replaced: 0 });
  });

  it('agrees with the decoder in every character that it writes', () => {
    const decoder = new TextDecoder('shift_jis', { fatal: true });
    let written = 0;
    for (let point = 0x80; point <= 0xffff; point += 1) {
      if (point >= 0xd800 && point <= 0xdfff) continue;
      const character = String.fromCodePoint(point);
      const { hex, replaced } = encode(Buffer.from(character));
      if (replaced > 0 || '〜−‖—¢£¬¥'.includes(character)) continue;
      expect(decoder.decode(Buffer.from(hex, 'hex'))).toBe(character);
      written += 1;
    }
    // The characters of code page 932, without ASCII and its private ones.
    expect(written).toBeGreaterThan(9_000);
  });

  it.each([
    ['an emoji', 'a🚀b', '6181ac62', 1],
    ['Korean and accents', '한é', '81ac81ac', 2],
    ['a kanji of JIS X 0213', '𠮟る', '81ac82e9', 1],
  ])('replaces %s visibly, and counts', (_, text, hex, replaced) => {
    expect(encode(Buffer.from(text))).toEqual({ hex, replaced });
  });

  it('is the same however the bytes are cut', () => {
    const bytes = Buffer.from('表, "髙" 🚀 한 é ｱ 〜\r\n');
    const whole = encode(bytes);
    for (let size = 1; size < bytes.length; size += 1) {
      const blocks = [];
      for (let at = 0; at < bytes.length; at += size) blocks.push(bytes.subarray(at, at + size));
      expect(encode(...blocks)).toEqual(whole);
    }
    expect(whole.replaced).toBe(3);
  });

  it.each([
    ['a byte that begins nothing', [0x61, 0xff, 0x62], '6181ac62', 1],
    ['an end in the middle of a character', [0x61, 0xe8, 0xa1], '6181ac', 1],
  ])('takes %s for a character that nobody can read', (_, bytes, hex, replaced) => {
    expect(encode(Uint8Array.from(bytes))).toEqual({ hex, replaced });
  });
});
