/**
 * A process that fills a PostgreSQL database with generated events and asks it every question again and again:
 * `measure-postgres.ts <url> <JSON of the rows> <repeats>`. Reports by message how long each answer took.
 */
import { queryAsync } from 'chdb';
import { measureAnswers } from './answers.ts';
import { parseGeneratedEvents, selectGenerated } from './generated-events.ts';
import { openPostgresLog } from './postgres-log.ts';
import { questions } from './questions.ts';

const [url = '', json = '', repeats = '20'] = process.argv.slice(2);
const made = parseGeneratedEvents(json);
const log = await openPostgresLog(url);
const rowsAtOnce = 20_000;
for (let from = 0; from < made.events; from += rowsAtOnce) {
  const rows = selectGenerated(made, from, Math.min(rowsAtOnce, made.events - from));
  const options = "output_format_json_array_of_rows = 1, date_time_output_format = 'iso'";
  await log.add((await queryAsync(`${rows} SETTINGS ${options}`, { format: 'JSONEachRow' })).text());
}
await log.settle();
const answers = await measureAnswers(questions, (question) => log.asker(question, made), Number(repeats));
await log.close();
process.send?.(answers, () => process.exit(0));
