// As a namespace, so that a bundle has what is used of it: log-shipper is one file that is read at every start.
import * as z from 'zod';
import type { DeletionCertificate, Seal } from './seal.ts';
import type { SealEntry } from './seal-entry.ts';

/**
 * Evidence travels as NDJSON: each seal on a line, its entries on the lines after it (some thousand a line), then the
 * deletion certificates. A seal whose events a rule has deleted comes without entries.
 */
export type EvidenceLine =
  | { readonly seal: Seal }
  | { readonly entries: readonly (readonly [id: string, occurredAt: string, digest: string])[] }
  | { readonly certificate: DeletionCertificate };

const evidenceLine = z.union([
  z.strictObject({
    seal: z.strictObject({
      organisationId: z.string(),
      sequence: z.int().min(1),
      from: z.string(),
      to: z.string(),
      events: z.int().min(0),
      root: z.string(),
      previous: z.string(),
      keyId: z.string(),
      signature: z.string(),
    }),
  }),
  z.strictObject({ entries: z.array(z.tuple([z.string(), z.string(), z.string()])) }),
  z.strictObject({
    certificate: z.strictObject({
      organisationId: z.string(),
      rule: z.string(),
      firstSequence: z.int().min(1),
      lastSequence: z.int().min(1),
      events: z.int().min(0),
      finishedAt: z.string(),
      startedAt: z.string().optional(),
      rows: z.array(z.strictObject({ store: z.string(), rows: z.int().min(0) })).optional(),
      keyId: z.string(),
      signature: z.string(),
    }),
  }),
]);

/** Reads a line of evidence. Throws on anything else: evidence that can't be read proves nothing. */
export function parseEvidenceLine(line: string): EvidenceLine {
  return evidenceLine.parse(JSON.parse(line));
}

export function renderEvidenceLine(line: EvidenceLine): string {
  return JSON.stringify(line);
}

export function toEntryRow(entry: SealEntry): [string, string, string] {
  return [entry.id, entry.occurredAt, entry.digest];
}
