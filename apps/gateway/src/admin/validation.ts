import type { LocalisedText } from '@sekisho/domain';
import type { z } from 'zod';
import { type FieldError, RequestProblem } from './request-problem.ts';

/** The parsed value, or a {@link RequestProblem} (422) that names every field that is not acceptable, in both languages. */
export function parseInput(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue) => flatten(issue, [])).slice(0, 50);
  throw new RequestProblem(
    422,
    'request.invalid',
    {
      ja: `入力に誤りがあります: ${errors.map((error) => `${error.field}: ${error.reason.ja}`).join(' ')}`,
      en: `The request has mistakes: ${errors.map((error) => `${error.field}: ${error.reason.en}`).join(' ')}`,
    },
    { errors },
  );
}

type Issue = z.core.$ZodIssue;

function flatten(issue: Issue, base: readonly PropertyKey[]): FieldError[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: fieldName([...path, key]),
      reason: { ja: 'この項目はありません。', en: 'There is no such field.' },
    }));
  }
  return [{ field: fieldName(path), reason: reasonOf(issue) }];
}

function fieldName(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'body' : path.map(String).join('.');
}

function reasonOf(issue: Issue): LocalisedText {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return { ja: '必須です。', en: 'It is missing.' };
      return {
        ja: `${typeNames[issue.expected]?.ja ?? '正しい型の値'}を指定してください。`,
        en: `It must be ${typeNames[issue.expected]?.en ?? 'of another type'}.`,
      };
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum));
    case 'too_big':
      return tooBig(issue.origin, Number(issue.maximum));
    case 'invalid_format':
      return formats[issue.format] ?? { ja: '形式が正しくありません。', en: 'It does not have the right form.' };
    case 'invalid_value': {
      const values = issue.values.map(String);
      return {
        ja: `${values.join('、')} のいずれかを指定してください。`,
        en: `It must be one of ${values.join(', ')}.`,
      };
    }
    default:
      return { ja: '値が正しくありません。', en: 'It is not acceptable.' };
  }
}

const typeNames: Readonly<Record<string, LocalisedText>> = {
  string: { ja: '文字列', en: 'a text' },
  number: { ja: '数値', en: 'a number' },
  int: { ja: '整数', en: 'a whole number' },
  boolean: { ja: 'true または false ', en: 'true or false' },
  array: { ja: '配列', en: 'a list' },
  object: { ja: 'オブジェクト', en: 'an object' },
};

const formats: Readonly<Record<string, LocalisedText>> = {
  email: {
    ja: 'メールアドレスの形式で入力してください。',
    en: 'It must be an e-mail address.',
  },
  uuid: { ja: 'UUID ではありません。', en: 'It is not a UUID.' },
  datetime: {
    ja: '2026-04-01T00:30:00Z の形式の日時 (UTC) を指定してください。',
    en: 'It must be an instant in UTC, such as 2026-04-01T00:30:00Z.',
  },
};

function tooSmall(origin: string, minimum: number): LocalisedText {
  if (origin === 'string') {
    return minimum === 1
      ? { ja: '入力してください。', en: 'It may not be empty.' }
      : { ja: `${minimum} 文字以上にしてください。`, en: `It needs at least ${minimum} characters.` };
  }
  if (origin === 'array') {
    return { ja: `${minimum} 件以上指定してください。`, en: `It needs at least ${minimum} entries.` };
  }
  return { ja: `${minimum} 以上にしてください。`, en: `It must be at least ${minimum}.` };
}

function tooBig(origin: string, maximum: number): LocalisedText {
  if (origin === 'string') {
    return { ja: `${maximum} 文字以内にしてください。`, en: `It may have at most ${maximum} characters.` };
  }
  if (origin === 'array') {
    return { ja: `${maximum} 件以内にしてください。`, en: `It may have at most ${maximum} entries.` };
  }
  return { ja: `${maximum} 以下にしてください。`, en: `It must be at most ${maximum}.` };
}
