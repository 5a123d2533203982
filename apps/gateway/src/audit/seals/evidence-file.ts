import { type EvidenceLine, renderEvidenceLine, type SealEntry, toEntryRow } from '@sekisho/audit-events/seals';
import type { SealStore } from '@sekisho/audit-store';
import { type Database, listDeletionCertificates, listSeals } from '@sekisho/storage';
import type { Kysely } from 'kysely';

/**
 * Everything that proves an organisation's log, as NDJSON: the whole chain with its entries, then the deletion
 * certificates. Together with an export of the preset `evidence` and the public key it can be verified anywhere.
 */
export async function* evidenceFile(
  dependencies: { readonly db: Kysely<Database>; readonly seals: SealStore },
  organisationId: string,
): AsyncGenerator<Uint8Array> {
  for await (const line of evidenceLines(dependencies, organisationId)) {
    yield Buffer.from(`${renderEvidenceLine(line)}\n`);
  }
}

async function* evidenceLines(
  { db, seals }: { readonly db: Kysely<Database>; readonly seals: SealStore },
  organisationId: string,
): AsyncGenerator<EvidenceLine> {
  let sequence = 0;
  for (;;) {
    const page = await listSeals(db, organisationId, sequence, sealsAtOnce);
    for (const seal of page) {
      sequence = seal.sequence;
      yield { seal };
      let entries: SealEntry[] = [];
      for await (const entry of seals.readSealEntries({ organisationId, sequence, to: new Date(seal.to) })) {
        entries.push(entry);
        if (entries.length < entriesAtOnce) continue;
        yield { entries: entries.map(toEntryRow) };
        entries = [];
      }
      if (entries.length > 0) yield { entries: entries.map(toEntryRow) };
    }
    if (page.length < sealsAtOnce) break;
  }
  for (const certificate of await listDeletionCertificates(db, organisationId)) yield { certificate };
}

const sealsAtOnce = 500;
const entriesAtOnce = 1_000;
