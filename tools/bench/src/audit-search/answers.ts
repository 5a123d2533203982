import { z } from 'zod';
import type { Question } from './questions.ts';

/** How long a question took to answer, turn by turn, and how much was found on average. */
const answers = z.record(
  z.string(),
  z.object({
    ms: z.array(z.number()),
    /** The processor time of this process: what other people's work on the machine does not lengthen. */
    cpuMs: z.array(z.number()),
    found: z.number(),
  }),
);
export type Answers = z.infer<typeof answers>;

/** Reads what a measuring process reports. */
export function parseAnswers(message: unknown): Answers {
  return answers.parse(message);
}

/** Asks every question `repeats` times, and once before, unmeasured. */
export async function measureAnswers(
  questions: readonly Question[],
  askerOf: (question: Question) => Promise<(turn: number) => Promise<number>>,
  repeats: number,
): Promise<Answers> {
  const measured: Answers = {};
  for (const question of questions) {
    const ask = await askerOf(question);
    await ask(0);
    const ms: number[] = [];
    const cpuMs: number[] = [];
    let found = 0;
    for (let turn = 1; turn <= repeats; turn += 1) {
      const worked = process.cpuUsage();
      const began = performance.now();
      found += await ask(turn);
      ms.push(performance.now() - began);
      const { user, system } = process.cpuUsage(worked);
      cpuMs.push((user + system) / 1000);
    }
    measured[question.name] = { ms, cpuMs, found: found / repeats };
  }
  return measured;
}
