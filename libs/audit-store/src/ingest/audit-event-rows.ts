import { type AuditEvent, readUuid, type ScannedEvent, scannedTexts, unescapeInto } from '@sekisho/audit-events';
import { type EventRows, headColumns, idWords } from './event-rows.ts';

/** The columns of the audit log in the order in which {@link addAuditEvent} writes them. */
export const eventColumns = {
  ...headColumns,
  organisation_id: 'String',
  product: 'String',
  category: 'String',
  event: 'String',
  action: 'String',
  operation_user_id: 'String',
  operation_user_name: 'String',
  operation_user_email: 'String',
  ip_address: 'String',
  user_agent: 'String',
  space_key: 'String',
} as const;

/** Adds an event whose id and time are known to be good; see `assertStorable`. */
export function addAuditEvent(rows: EventRows<'audit'>, event: AuditEvent): void {
  const { organisationId, product } = event;
  let characters = organisationId.length + product.length;
  for (const field of scannedTexts) characters += event[field].length;
  rows.begin(organisationId, uuidOf(event.id), Date.parse(event.occurredAt), roomFor(3 * characters));
  rows.text(organisationId);
  rows.text(product);
  for (const field of scannedTexts) rows.text(event[field]);
}

/** Whose an event is, and of which product, for all events of a key. */
export interface EventOrigin {
  readonly organisationId: string;
  readonly product: string;
}

/** Adds events of one origin as a scanner found them in `bytes`, without making anything of them in between. */
export function scannedEventAdder(
  rows: EventRows<'audit'>,
  { organisationId, product }: EventOrigin,
): (bytes: Uint8Array, found: ScannedEvent) => void {
  const organisationBytes = Buffer.from(organisationId);
  const productBytes = Buffer.from(product);
  const ownBytes = organisationBytes.length + productBytes.length;
  return (bytes, { id, occurredAt, from, to, escaped }) => {
    let size = ownBytes;
    for (let text = 0; text < scannedTexts.length; text += 1) size += (to[text] ?? 0) - (from[text] ?? 0);
    rows.begin(organisationId, id, occurredAt, roomFor(size));
    rows.utf8(organisationBytes, 0, organisationBytes.length);
    rows.utf8(productBytes, 0, productBytes.length);
    for (let text = 0; text < scannedTexts.length; text += 1) {
      const [begin, end] = [from[text] ?? 0, to[text] ?? 0];
      if ((escaped & (1 << text)) === 0) rows.utf8(bytes, begin, end);
      else rows.utf8(plain, 0, unescapeInto(bytes, begin, end, plain));
    }
  };
}

/** A text without its escapes; no field is as long. */
const plain = Buffer.alloc(4 * 1024);

/** The texts and the size of each, which takes five bytes at most. */
function roomFor(textBytes: number): number {
  return textBytes + 5 * (scannedTexts.length + 2);
}

/** The words of an id; they are of the last one asked for. */
export function uuidOf(id: string): Int32Array {
  readUuid(written, 0, written.write(id, 'latin1'), words);
  return words;
}

const written = Buffer.alloc(36);
const words = new Int32Array(idWords);
