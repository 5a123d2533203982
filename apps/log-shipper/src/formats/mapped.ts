import { LineSplitter } from '../tail/line-splitter.ts';
import { type Format, nothing, type Reading, refused } from './format.ts';
import type { Mapping, MappingRule } from './mapping.ts';
import { type Encoding, notInEncoding, textDecoder } from './text-decoder.ts';
import { parseTime } from './time.ts';

/** Lines of another program's log, made events by a mapping. */
export function mapped(mapping: Mapping, encoding: Encoding): Format {
  const decode = textDecoder(encoding);
  return {
    createReader: () => ({
      read: (line) => {
        const text = decode(line);
        if (text === null) return notInEncoding(encoding);
        return text.trim() === '' ? nothing : readText(mapping, text);
      },
    }),
    createSplitter: (from) => new LineSplitter(from),
  };
}

type Values = ReadonlyMap<string, string>;

function readText(mapping: Mapping, text: string): Reading {
  const values = valuesOf(mapping, text);
  if (values === null) return refused('JSON オブジェクトではありません。', 'The line is not a JSON object.');
  for (const rule of mapping.rules) {
    const matched = match(rule, values);
    if (matched !== null) return eventOf(mapping, rule, matched);
  }
  if (mapping.unmatched === 'skip') return nothing;
  return refused('マッピングのどの規則にも当てはまりません。', 'No rule of the mapping matches the line.');
}

/** Text is one nameless value; a JSON object has one for each of its leaves, `request.uri`. */
function valuesOf({ lines }: Mapping, text: string): Values | null {
  if (lines === 'text') return new Map([['', text]]);
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
    return new Map(leaves(parsed, ''));
  } catch {
    return null;
  }
}

function* leaves(value: object, prefix: string): Generator<[name: string, value: string]> {
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'object' && inner !== null) yield* leaves(inner, `${prefix}${name}.`);
    else if (inner !== null) yield [`${prefix}${name}`, String(inner)];
  }
}

/** All values and what the expressions' groups took, when every expression matches. */
function match(rule: MappingRule, values: Values): Values | null {
  const taken = new Map(values);
  for (const [name, expression] of rule.match) {
    const found = expression.exec(values.get(name) ?? '');
    if (found === null) return null;
    for (const [group, value] of Object.entries(found.groups ?? {})) taken.set(group, value ?? '');
  }
  return taken;
}

function eventOf(mapping: Mapping, rule: MappingRule, values: Values): Reading {
  const written = values.get('date') ?? '';
  const occurredAt = parseTime(written, mapping.date, mapping.offset);
  if (occurredAt === null) {
    return refused(
      `日時「${written}」を ${mapping.date} 形式として読み取れません。`,
      `The time '${written}' is not written as ${mapping.date}.`,
    );
  }
  const event: Record<string, unknown> = { occurredAt };
  for (const [field, template] of rule.fields) {
    event[field] = template.replace(/\{([\w.-]+)\}/g, (_, name: string) => plain(values.get(name)));
  }
  return { kind: 'event', event };
}

/** Access logs write `-` for what is not there. */
function plain(value: string | undefined): string {
  return value === undefined || value === '-' ? '' : value;
}
