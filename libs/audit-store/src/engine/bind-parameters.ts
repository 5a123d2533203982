import type { QueryParameter, QueryParameters } from './engine.ts';

/**
 * Replaces `{name:Type}` placeholders by typed literals: the binding step of the embedded engine's driver.
 *
 * Why here: chDB's own binding sets parameters on the process, so its driver runs every bound query of the process
 * one after another; one slow search would hold up everybody's pages. Literals keep sessions independent. Strings are
 * quoted with both `\` and `'` escaped, and every literal is cast to the type that the placeholder names, so a value
 * can't leave its place; the test feeds it hostile text and reads the same text back from the engine.
 *
 * Throws on a placeholder without a value, and on a value that no placeholder asks for: both are mistakes of ours.
 */
export function bindParameters(sql: string, parameters: QueryParameters): string {
  const used = new Set<string>();
  const bound = sql.replace(placeholder, (_, name: string, type: string) => {
    const value = parameters[name];
    if (value === undefined) throw new Error(`The query has no value for {${name}:${type}}`);
    used.add(name);
    return `_CAST(${literal(value)}, '${type}')`;
  });
  const unused = Object.keys(parameters).filter((name) => !used.has(name));
  if (unused.length > 0) throw new Error(`The query does not use the values ${unused.join(', ')}`);
  return bound;
}

const placeholder = /\{([a-z][A-Za-z0-9_]*):([A-Za-z0-9_(), ]+)\}/g;

function literal(value: QueryParameter): string {
  if (typeof value === 'string') return quoteText(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new Error(`${value} is not a whole number that can be sent exactly`);
    return String(value);
  }
  return `[${value.map(quoteText).join(',')}]`;
}

/** The text as a literal of ClickHouse's SQL. */
export function quoteText(text: string): string {
  return `'${text.toWellFormed().replace(/[\\']/g, '\\$&').replaceAll('\0', '\\0')}'`;
}
