/** The text of a named input of a submitted form; empty where there is none. */
export function textOf(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value : '';
}

/** As {@link textOf}, but null for an input left empty: "no value" rather than "the empty value". */
export function textOrNull(form: HTMLFormElement, name: string): string | null {
  const text = textOf(form, name).trim();
  return text === '' ? null : text;
}
