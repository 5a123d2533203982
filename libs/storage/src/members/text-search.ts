/** A `LIKE` pattern for values that contain `text`, whatever wildcards the text itself has in it. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, (special) => `\\${special}`)}%`;
}
