import { randomBytes, randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Where identifiers and secrets come from. Handed in, so that tests can be deterministic. */
export interface Ids {
  /** A UUID version 7 (RFC 9562): time-ordered, so that B-tree inserts stay local. */
  uuid(): string;
  /** An organisation id: `org_` and 20 characters. Random, because an id is never given out twice. */
  organisation(): string;
  /** `bytes` of randomness in base64url: for bearer tokens and one-time links. */
  secret(bytes?: number): string;
}

export const systemIds: Ids = {
  uuid: nextUuid,
  organisation: () => `org_${randomBytes(15).toString('base64url')}`,
  secret: (bytes = 32) => randomBytes(bytes).toString('base64url'),
};

/** Asking the system for 16 bytes costs as much as asking for 4,096. */
const randomness = new Uint8Array(4_096);
let used = randomness.length;

function sixteenBytes(): Uint8Array {
  if (used === randomness.length) {
    randomFillSync(randomness);
    used = 0;
  }
  used += 16;
  return randomness.subarray(used - 16, used);
}

let lastMs = 0;
let sequence = 0;

/** Later ids are greater, within a millisecond and when the clock goes back too (RFC 9562 §6.2, method 1). */
function nextUuid(): string {
  const random = sixteenBytes();
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    // 31 bits of chance, so that there is room to count.
    sequence = new DataView(random.buffer, random.byteOffset).getUint32(0) >>> 1;
  } else sequence += 1;
  return v7({ random, msecs: lastMs, seq: sequence });
}
