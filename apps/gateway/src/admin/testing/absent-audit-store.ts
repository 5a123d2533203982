import { AuditStoreUnavailable, type LogStore } from '@sekisho/audit-store';

/** The audit store while its engine is away: for tests of everything else, which must work without it. */
export function absentAuditStore(): LogStore {
  const away = async (): Promise<never> => {
    throw new AuditStoreUnavailable('connect ECONNREFUSED');
  };
  const awayStream = async function* (): AsyncGenerator<never> {
    yield await away();
  };
  return {
    insert: away,
    insertRows: away,
    search: away,
    count: away,
    histogram: away,
    facets: away,
    months: away,
    countStoredBefore: away,
    readStored: away,
    countStored: away,
    exportCsv: awayStream,
    exportNdjson: awayStream,
    exportParquet: awayStream,
    seals: {
      organisationsStoredBetween: away,
      firstStored: away,
      readStored: awayStream,
      insertSealEntries: away,
      readSealEntries: awayStream,
    },
    erasure: { remaining: away, erase: away },
    accessLog: { insert: away, insertRows: away, months: away, count: away, exportCsv: awayStream },
    ping: away,
    close: async () => undefined,
  };
}
