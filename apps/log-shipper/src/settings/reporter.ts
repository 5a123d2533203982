import { Presets, SingleBar } from 'cli-progress';

/** How a run tells what it does: a progress bar on a terminal, JSON lines with `--json`, plain lines otherwise. */
export interface Reporter {
  /** Something worth a line. `facts` are shown with `--json` and appended otherwise. */
  note(message: string, facts?: Readonly<Record<string, unknown>>): void;
  /** How far a run of known size has come, in bytes. */
  progress(done: number, total: number | null, facts: Readonly<Record<string, number>>): void;
  end(): void;
}

/** Writes to standard error: standard output is for data. */
export function createReporter(options: { json: boolean; quiet: boolean }): Reporter {
  if (options.json) return jsonReporter(options.quiet);
  const bar =
    process.stderr.isTTY === true && !options.quiet
      ? new SingleBar(
          {
            stream: process.stderr,
            hideCursor: true,
            format: '{bar} {percentage}% | {events} events | {value}/{total} bytes',
          },
          Presets.shades_classic,
        )
      : null;
  let started = false;
  return {
    note: (message, facts) => {
      if (options.quiet) return;
      const tail = facts === undefined ? '' : ` ${JSON.stringify(facts)}`;
      process.stderr.write(`${started ? '\n' : ''}${message}${tail}\n`);
    },
    progress: (done, total, facts) => {
      if (bar === null || total === null || total === 0) return;
      if (started) bar.update(done, facts);
      else bar.start(total, done, facts);
      started = true;
    },
    end: () => {
      if (started) bar?.stop();
    },
  };
}

function jsonReporter(quiet: boolean): Reporter {
  const line = (entry: Record<string, unknown>) => {
    if (!quiet) process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`);
  };
  let last = 0;
  return {
    note: (message, facts) => line({ message, ...facts }),
    progress: (done, total, facts) => {
      const now = Date.now();
      if (now - last < 1_000) return;
      last = now;
      line({ message: 'progress', bytes: done, totalBytes: total, ...facts });
    },
    end: () => undefined,
  };
}
