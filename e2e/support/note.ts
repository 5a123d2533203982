/** Says something about the run that a reader of its output wants to know, such as the seed. */
export function note(text: string): void {
  process.stdout.write(`${text}\n`);
}
