import { exitCode } from '../settings/exit-code.ts';
import { OperatorError } from '../settings/operator-error.ts';

/**
 * How lines of another program's log become events: rules, of which the first that matches makes the event from its
 * templates, in which `{name}` stands for what was matched.
 */
export interface Mapping {
  /** `text`: a rule matches a line by a regular expression. `json`: by the values of a JSON object. */
  readonly lines: 'text' | 'json';
  readonly date: DateFormat;
  /** Added to times that name no zone, e.g. `+09:00`; without it they are refused. */
  readonly offset: string | null;
  /** What becomes of a line that no rule matches. */
  readonly unmatched: 'refuse' | 'skip';
  readonly rules: readonly MappingRule[];
}

/** How the time in `{date}` is written. `clf`: Common Log Format, `27/Dec/2021:11:41:26 +0900`. The epochs: since 1970. */
export type DateFormat = 'iso' | 'clf' | 'epoch' | 'epoch-ms';

export interface MappingRule {
  /** For `text`, one expression for the line under the name ''; for `json`, one for each value that must match. */
  readonly match: ReadonlyMap<string, RegExp>;
  /** Field of the event, and its template. */
  readonly fields: ReadonlyMap<string, string>;
}

/** The mapping file can't be used; says which part and why. */
export class MappingInvalid extends OperatorError {
  constructor(ja: string, en: string, options?: { cause?: unknown }) {
    super(
      { ja: `マッピングファイルを使えません: ${ja}`, en: `The mapping file can't be used: ${en}` },
      exitCode.usage,
      options,
    );
  }
}

/** Reads a mapping file's content (JSON); docs/log-shipper.md describes it. */
export function parseMapping(text: string): Mapping {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new MappingInvalid('JSON ではありません。', 'it is not JSON.', { cause });
  }
  if (!isRecord(value)) throw new MappingInvalid('JSON オブジェクトにしてください。', 'it must be a JSON object.');
  const { lines = 'text', date, offset = null, unmatched = 'refuse', rules, ...others } = value;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw invalid(unknown, '使えない項目です。', 'there is no such setting.');
  if (lines !== 'text' && lines !== 'json')
    throw invalid('lines', 'text か json にしてください。', 'it must be text or json.');
  if (!isDateFormat(date)) {
    throw invalid(
      'date',
      `${dateFormats.join('、')} のいずれかにしてください。`,
      `it must be one of ${dateFormats.join(', ')}.`,
    );
  }
  if (offset !== null && !(typeof offset === 'string' && /^(?:Z|[+-]\d\d:\d\d)$/.test(offset))) {
    throw invalid('offset', '+09:00 のように書いてください。', 'write it like +09:00.');
  }
  if (unmatched !== 'refuse' && unmatched !== 'skip') {
    throw invalid('unmatched', 'refuse か skip にしてください。', 'it must be refuse or skip.');
  }
  if (!Array.isArray(rules) || rules.length === 0) {
    throw invalid('rules', '1 つ以上の規則を配列で書いてください。', 'it must be an array of one rule or more.');
  }
  return {
    lines,
    date,
    offset,
    unmatched,
    rules: rules.map((rule, index) => parseRule(rule, `rules[${index}]`, lines)),
  };
}

function parseRule(value: unknown, at: string, lines: Mapping['lines']): MappingRule {
  if (!isRecord(value)) throw invalid(at, 'オブジェクトにしてください。', 'it must be an object.');
  const { match, fields, ...others } = value;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw invalid(`${at}.${unknown}`, '使えない項目です。', 'there is no such setting.');
  const expressions = lines === 'text' ? { '': match } : match;
  if (!isRecord(expressions)) {
    throw invalid(
      `${at}.match`,
      '{ "項目": "正規表現" } の形にしてください。',
      'it must be { "value": "regular expression" }.',
    );
  }
  if (!isRecord(fields)) throw invalid(`${at}.fields`, 'オブジェクトにしてください。', 'it must be an object.');
  const templates = new Map<string, string>();
  for (const [field, template] of Object.entries(fields)) {
    if (typeof template !== 'string') {
      throw invalid(`${at}.fields.${field}`, '文字列にしてください。', 'it must be a template in a string.');
    }
    templates.set(field, template);
  }
  const compiled = new Map<string, RegExp>();
  for (const [name, pattern] of Object.entries(expressions)) compiled.set(name, compile(pattern, `${at}.match`));
  return { match: compiled, fields: templates };
}

function compile(pattern: unknown, at: string): RegExp {
  if (typeof pattern !== 'string') {
    throw invalid(at, '正規表現を文字列で書いてください。', 'it must be a regular expression in a string.');
  }
  try {
    return new RegExp(pattern, 'u');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw invalid(at, `正規表現として正しくありません (${reason})。`, `it is no regular expression (${reason}).`);
  }
}

function invalid(at: string, ja: string, en: string): MappingInvalid {
  return new MappingInvalid(`"${at}": ${ja}`, `"${at}": ${en}`);
}

const dateFormats = ['iso', 'clf', 'epoch', 'epoch-ms'] as const satisfies readonly DateFormat[];

function isDateFormat(value: unknown): value is DateFormat {
  return dateFormats.some((format) => format === value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
