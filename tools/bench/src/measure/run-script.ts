import { fork } from 'node:child_process';

/** Runs a script in a process of its own; returns the message it sends, if it sends one. */
export function runScript(script: URL, args: readonly string[]): Promise<unknown> {
  return new Promise((done, failed) => {
    const child = fork(script, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    let message: unknown;
    child.once('message', (sent) => {
      message = sent;
    });
    child.once('exit', (code) =>
      code === 0 ? done(message) : failed(new Error(`${script.pathname.split('/').at(-1)} ended with ${code}`)),
    );
  });
}
