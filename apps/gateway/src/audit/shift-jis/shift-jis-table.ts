/** What the table has for a character that Shift_JIS does not. */
export const unmapped = 0;

/**
 * One character of JIS X 0208 has two code points each, because Microsoft and everybody else gave it different ones.
 * Texts from a Mac or from Linux hold the first; Windows has only the second. They look the same, so nothing is replaced.
 */
const likenesses = [
  ['〜', '～'],
  ['−', '－'],
  ['‖', '∥'],
  ['—', '―'],
  ['¢', '￠'],
  ['£', '￡'],
  ['¬', '￢'],
  ['¥', '￥'],
] as const;

/**
 * Shift_JIS by code point of the basic multilingual plane, read off the runtime's own decoder: Node ships ICU's code page
 * 932 (IBM-943), which agrees with Windows in every character. {@link unmapped} for what it does not have.
 *
 * Where Windows has a character under several codes, it writes the one of JIS X 0208, else NEC's row 13, else IBM's, and
 * never NEC's copies of IBM's; so does the Encoding Standard (https://encoding.spec.whatwg.org/#index-shift_jis-pointer).
 */
export const shiftJisTable: Uint16Array = makeTable();

function makeTable(): Uint16Array {
  const decoder = new TextDecoder('shift_jis', { fatal: true });
  const table = new Uint16Array(0x10000);
  const put = (code: number, bytes: Uint8Array) => {
    let text: string;
    try {
      text = decoder.decode(bytes);
    } catch {
      return;
    }
    const point = text.codePointAt(0) ?? 0;
    if (text.length === 1 && point >= 0x80 && table[point] === unmapped) table[point] = code;
  };
  for (let kana = 0xa1; kana <= 0xdf; kana += 1) put(kana, Uint8Array.of(kana));
  for (let lead = 0x81; lead <= 0xfc; lead += 1) {
    if ((lead >= 0xa0 && lead <= 0xdf) || isCopy(lead)) continue;
    for (let trail = 0x40; trail <= 0xfc; trail += 1) put((lead << 8) | trail, Uint8Array.of(lead, trail));
  }
  for (const [character, likeness] of likenesses) {
    table[character.charCodeAt(0)] ||= table[likeness.charCodeAt(0)] ?? unmapped;
  }
  return table;
}

/** NEC's copies of IBM's characters: rows 89 to 92. */
function isCopy(lead: number): boolean {
  return lead === 0xed || lead === 0xee;
}
