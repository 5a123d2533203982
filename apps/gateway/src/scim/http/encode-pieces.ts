/**
 * The texts as one run of UTF-8. They are written into memory that is kept for the next reply, and only what they came to is
 * copied out: room for the worst case, taken anew for each reply, would be fresh pages from the system every time.
 */
export function encodePieces(pieces: readonly string[]): Buffer {
  let needed = 0;
  // A UTF-16 unit takes three bytes at most.
  for (const piece of pieces) needed += 3 * piece.length;
  const room = roomFor(needed);
  let used = 0;
  for (const piece of pieces) used += utf8.encodeInto(piece, room.subarray(used)).written;
  return Buffer.from(room.subarray(0, used));
}

/** Quicker than `Buffer.write` where there is a character beyond Latin-1, as every name in Japanese is. */
const utf8 = new TextEncoder();

/** Larger replies are rare, and nothing of them is kept. */
const largestKept = 4 * 1024 * 1024;
let kept = Buffer.alloc(0);

function roomFor(bytes: number): Buffer {
  if (bytes > largestKept) return Buffer.allocUnsafeSlow(bytes);
  if (bytes > kept.length) kept = Buffer.allocUnsafeSlow(Math.min(largestKept, 2 * bytes));
  return kept;
}
