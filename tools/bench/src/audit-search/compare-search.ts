/**
 * What people ask of an audit log of thirteen months and forty organisations, asked by the largest of them: how long the
 * embedded store takes, and how long PostgreSQL takes for the same questions over the same rows. The log in PostgreSQL has
 * a million rows at most; the store has as many beside it, and all that were wished for besides.
 */
import { join } from 'node:path';
import { quantile } from '../measure/quantile.ts';
import { runScript } from '../measure/run-script.ts';
import type { BenchPostgres } from '../postgres/bench-postgres.ts';
import { type BenchResult, bounded, compared } from '../results/result.ts';
import { type Answers, parseAnswers } from './answers.ts';
import type { GeneratedEvents } from './generated-events.ts';
import { type Question, questions } from './questions.ts';

export interface CompareSearchOptions {
  readonly postgres: BenchPostgres;
  readonly workDir: string;
  /** How many events the whole log has. */
  readonly events: number;
  /** How often each question is asked. */
  readonly repeats: number;
  readonly report: (text: string) => void;
}

export async function compareSearch(options: CompareSearchOptions): Promise<BenchResult[]> {
  const rows = (events: number): GeneratedEvents => ({ largeOrganisation: 'org-large', events, until: endOfLog });
  const whole = rows(options.events);
  const beside = rows(Math.min(options.events, mostInPostgres));
  const ofWhole = await measureStore(whole, options);
  const ofStore = whole.events === beside.events ? ofWhole : await measureStore(beside, options);
  const ofPostgres = await measurePostgres(beside, options);
  return [
    ...questions.map((question) => latency(question, whole, ofWhole)),
    ...questions.map((question) => ratio(question, beside, ofStore, ofPostgres)),
  ];
}

/** As much as PostgreSQL takes in, with its indexes, within a minute or two. */
const mostInPostgres = 1_000_000;

/** Recent, so that retention removes nothing of what is made; whole days, so that every run makes the same rows of a day. */
const endOfLog = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000);

async function measureStore(made: GeneratedEvents, options: CompareSearchOptions): Promise<Answers> {
  const folder = join(options.workDir, `audit-search-${made.events}`);
  const json = JSON.stringify(made);
  const began = performance.now();
  await runScript(script('seed-generated.ts'), [folder, json]);
  options.report(
    `${inWords(made.events)} events stored at ${perSecond(made.events, performance.now() - began)} rows/s`,
  );
  const answers = parseAnswers(await runScript(script('measure-store.ts'), [folder, json, String(options.repeats)]));
  describe(answers, 'store', options);
  return answers;
}

async function measurePostgres(made: GeneratedEvents, options: CompareSearchOptions): Promise<Answers> {
  const url = await options.postgres.createDatabase('audit_search');
  const answers = parseAnswers(
    await runScript(script('measure-postgres.ts'), [url, JSON.stringify(made), String(options.repeats)]),
  );
  describe(answers, 'PostgreSQL', options);
  return answers;
}

function describe(answers: Answers, who: string, { report }: CompareSearchOptions): void {
  for (const { name } of questions) {
    const { ms, cpuMs, found } = answerOf(answers, name);
    const both = (values: readonly number[]) =>
      `${quantile(values, 0.5).toFixed(1)} / ${quantile(values, 0.95).toFixed(1)} ms`;
    const processor = who === 'store' ? `, processor ${both(cpuMs)}` : '';
    report(`${who}: ${name}: p50 / p95 ${both(ms)}${processor}, ${found} found`);
  }
}

/** The time 95 of 100 answers took, against what it may take. */
function latency({ name, p95 }: Question, made: GeneratedEvents, answers: Answers): BenchResult {
  const { ms, cpuMs } = answerOf(answers, name);
  const measured = {
    name: `${name}, p95 of ${inWords(made.events)} events`,
    value: quantile(ms, 0.95),
    unit: 'ms',
    against: `p50 ${quantile(ms, 0.5).toFixed(1)} ms, processor ${quantile(cpuMs, 0.5).toFixed(1)} ms`,
  };
  return p95 === undefined ? { ...measured, ratio: null, target: null, met: null } : bounded(measured, { atMost: p95 });
}

/** The usual time beside PostgreSQL's. Both must have found the same. */
function ratio({ name }: Question, made: GeneratedEvents, store: Answers, postgres: Answers): BenchResult {
  const ours = answerOf(store, name);
  const theirs = answerOf(postgres, name);
  if (ours.found !== theirs.found) {
    throw new Error(`${name}: the store found ${ours.found}, PostgreSQL ${theirs.found}`);
  }
  const [ourMs, theirMs] = [quantile(ours.ms, 0.5), quantile(theirs.ms, 0.5)];
  return compared(
    {
      name: `${name}, p50 of ${inWords(made.events)} events`,
      value: ourMs,
      unit: 'ms',
      against: `PostgreSQL ${theirMs.toFixed(1)} ms`,
      ratio: theirMs / ourMs,
    },
    null,
  );
}

function answerOf(answers: Answers, name: string): Answers[string] {
  const answer = answers[name];
  if (answer === undefined) throw new Error(`nobody answered '${name}'`);
  return answer;
}

function script(name: string): URL {
  return new URL(name, import.meta.url);
}

function inWords(events: number): string {
  return events >= 1_000_000 ? `${events / 1_000_000} M` : events.toLocaleString('en');
}

function perSecond(events: number, ms: number): string {
  return Math.round((events / ms) * 1000).toLocaleString('en');
}
