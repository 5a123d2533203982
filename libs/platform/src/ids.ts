import { randomBytes } from 'node:crypto';
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
  uuid: () => v7(),
  organisation: () => `org_${randomBytes(15).toString('base64url')}`,
  secret: (bytes = 32) => randomBytes(bytes).toString('base64url'),
};
