/**
 * A process that asks an embedded audit store every question again and again: `measure-store.ts <path> <JSON of the
 * rows> <repeats>`. Reports by message how long each answer took.
 */
import { type AuditQuery, type AuditStore, createAuditStore } from '@sekisho/audit-store';
import { createLogger } from '@sekisho/platform';
import { measureAnswers } from './answers.ts';
import { parseGeneratedEvents } from './generated-events.ts';
import { type Question, questions } from './questions.ts';

const [path = '', json = '', repeats = '20'] = process.argv.slice(2);
const made = parseGeneratedEvents(json);
const store = await createAuditStore({
  clickhouse: undefined,
  embeddedPath: path,
  logger: createLogger({ level: 'warn', service: 'bench' }),
  clock: { now: () => made.until },
});
const answers = await measureAnswers(questions, (question) => asker(store, question), Number(repeats));
await store.close();
process.send?.(answers, () => process.exit(0));

/** Asks the question; says how much came back. */
async function asker(store: AuditStore, question: Question): Promise<(turn: number) => Promise<number>> {
  const query = (turn: number): AuditQuery => ({
    organisationId: made.largeOrganisation,
    ...question.filters(turn, made),
  });
  switch (question.kind) {
    case 'page':
      return async (turn) => (await store.search(query(turn), { limit: 100 })).events.length;
    case 'deep-page': {
      let cursor: string | undefined;
      for (let page = 0; page < 20; page += 1) {
        cursor = (await store.search(query(0), { limit: 1000, cursor })).nextCursor ?? cursor;
      }
      return async () => (await store.search(query(0), { limit: 100, cursor })).events.length;
    }
    case 'histogram':
      return async (turn) =>
        (await store.histogram(query(turn), { buckets: 60, timeZone: 'Asia/Tokyo' })).buckets.reduce(
          (sum, { events }) => sum + events,
          0,
        );
    case 'facets':
      return async (turn) => (await store.facets(query(turn))).events.reduce((sum, { events }) => sum + events, 0);
  }
}
