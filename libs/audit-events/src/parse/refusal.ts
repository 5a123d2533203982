import type { LocalisedText } from '../localised-text.ts';

/** Why an event is not taken: which field, what is wrong with it, and the way out. */
export interface EventRefusal {
  readonly field: string;
  /** What is wrong and what to send instead, for a person. */
  readonly reason: LocalisedText;
}

export function notAnObject(): EventRefusal {
  return {
    field: '',
    reason: { ja: 'イベントは JSON オブジェクトで送ってください。', en: 'Send each event as a JSON object.' },
  };
}

export function unknownField(field: string, known: readonly string[]): EventRefusal {
  return {
    field,
    reason: {
      ja: `「${field}」という項目はありません。使える項目: ${known.join('、')}。`,
      en: `There is no field '${field}'. There are: ${known.join(', ')}.`,
    },
  };
}

export function missing(field: string): EventRefusal {
  return { field, reason: { ja: `「${field}」は必須です。`, en: `'${field}' is required.` } };
}

export function notAString(field: string): EventRefusal {
  return { field, reason: { ja: `「${field}」は文字列で送ってください。`, en: `Send '${field}' as a string.` } };
}

export function tooLong(field: string, limit: number): EventRefusal {
  return {
    field,
    reason: {
      ja: `「${field}」は ${limit} 文字までです。`,
      en: `'${field}' may have at most ${limit} characters.`,
    },
  };
}

export function notAnId(): EventRefusal {
  return {
    field: 'id',
    reason: {
      ja: '「id」は UUID にしてください (例: 018f6f5e-7c1a-7cc2-9a53-1f0f6c5d2b10)。同じイベントを送り直すときは同じ id を使ってください。',
      en: "'id' must be a UUID such as 018f6f5e-7c1a-7cc2-9a53-1f0f6c5d2b10. Send an event again under the same id.",
    },
  };
}

export function notATime(): EventRefusal {
  return {
    field: 'occurredAt',
    reason: {
      ja: '「occurredAt」は 2021-12-27T02:41:26.000Z のような RFC 3339 の日時 (1970 年以降) にしてください。',
      en: "'occurredAt' must be an RFC 3339 time from 1970 on, such as 2021-12-27T02:41:26.000Z.",
    },
  };
}

export function inTheFuture(): EventRefusal {
  return {
    field: 'occurredAt',
    reason: {
      ja: '「occurredAt」が 1 日以上先の日時です。送信元の時計を確認してください。',
      en: "'occurredAt' is more than a day ahead. Check the clock of the source.",
    },
  };
}

export function unknownProduct(product: string, known: readonly string[]): EventRefusal {
  return {
    field: 'product',
    reason: {
      ja: `プロダクト「${product}」は登録されていません。登録済み: ${known.join('、')}。`,
      en: `There is no product '${product}'. There are: ${known.join(', ')}.`,
    },
  };
}

export function otherProduct(product: string): EventRefusal {
  return {
    field: 'product',
    reason: {
      ja: `このキーで送れるのは「${product}」のイベントだけです。「product」を省くか「${product}」にしてください。`,
      en: `This key writes events of '${product}' only. Leave 'product' out, or send '${product}'.`,
    },
  };
}

export function closedProduct(product: string, closedAt: string): EventRefusal {
  const day = closedAt.slice(0, 10);
  return {
    field: 'occurredAt',
    reason: {
      ja: `${product} は ${day} にサービスを終了したため、それ以降のイベントは記録できません。`,
      en: `${product} ended on ${day}; events from then on are not recorded.`,
    },
  };
}

export function unknownCategory(product: string, category: string, known: readonly string[]): EventRefusal {
  return {
    field: 'category',
    reason: {
      ja: `${product} にカテゴリ「${category}」はありません。指定できるもの: ${known.join('、')}。新しいカテゴリはカタログに登録してください。`,
      en: `${product} has no category '${category}'. There are: ${known.join(', ')}. Register a new one in the catalogue.`,
    },
  };
}

export function unknownEvent(category: string, event: string, known: readonly string[]): EventRefusal {
  return {
    field: 'event',
    reason: {
      ja: `カテゴリ「${category}」にイベント「${event}」はありません。指定できるもの: ${known.join('、')}。新しいイベントはカタログに登録してください。`,
      en: `The category '${category}' has no event '${event}'. There are: ${known.join(', ')}. Register a new one in the catalogue.`,
    },
  };
}

export function notAnAddress(): EventRefusal {
  return {
    field: 'ipAddress',
    reason: {
      ja: '「ipAddress」は IPv4 か IPv6 のアドレスを 1 つだけ指定するか、省いてください。',
      en: "'ipAddress' must be one IPv4 or IPv6 address, or left out.",
    },
  };
}

export function unknownVersion(): EventRefusal {
  return {
    field: 'version',
    reason: { ja: '「version」は V1 だけです。省くこともできます。', en: "'version' can only be V1, or left out." },
  };
}

export function notAMethod(): EventRefusal {
  return {
    field: 'method',
    reason: {
      ja: '「method」は GET のような HTTP メソッドにするか、省いてください。',
      en: "'method' must be an HTTP method such as GET, or left out.",
    },
  };
}

export function notAStatus(): EventRefusal {
  return {
    field: 'status',
    reason: {
      ja: '「status」は 100 から 599 までの HTTP ステータスコードにするか、省いてください。',
      en: "'status' must be an HTTP status from 100 to 599, or left out.",
    },
  };
}
