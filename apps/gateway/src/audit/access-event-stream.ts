import { type Catalogue, createAccessEventParser } from '@sekisho/audit-events';
import { type AccessLogStore, addAccess, EventRows, RowMemory } from '@sekisho/audit-store';
import type { Ids } from '@sekisho/platform';
import { type OpenEventStream, oncePerProduct } from './event-stream.ts';

export interface AccessEventStreamDependencies {
  readonly catalogue: Catalogue;
  readonly accessLog: Pick<AccessLogStore, 'insertRows'>;
  /** Throws a refusal unless the organisation's plan of the product includes the access log. */
  readonly requireAccessLog: (organisationId: string, product: string) => Promise<void>;
  readonly ids: Pick<Ids, 'uuid'>;
}

/** The access log's stream of any key whose organisation is entitled to one. An access without an id is given one. */
export function accessEventStreams(dependencies: AccessEventStreamDependencies): OpenEventStream<'access'> {
  const { catalogue, accessLog, ids } = dependencies;
  const parserFor = oncePerProduct((product) => createAccessEventParser(catalogue, product));
  const memory = new RowMemory();
  return async ({ organisationId, product }) => {
    await dependencies.requireAccessLog(organisationId, product);
    const parse = parserFor(product);
    return {
      begin: () => {
        const rows = new EventRows('access', memory);
        return {
          rows,
          addLine: () => -1,
          add: (value, now) => {
            const parsed = parse(value, now);
            if (!parsed.ok) return parsed.refusal;
            addAccess(rows, { ...parsed.event, id: parsed.event.id ?? ids.uuid(), organisationId });
            return null;
          },
        };
      },
      insert: (rows, storedAt) => accessLog.insertRows(rows, storedAt),
    };
  };
}
