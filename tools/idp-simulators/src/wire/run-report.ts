import type { JsonValue } from '@sekisho/provider-kit';

/** What one request was for. */
export type RequestKind =
  | 'probe'
  | 'find-user'
  | 'create-user'
  | 'read-user'
  | 'update-user'
  | 'link-manager'
  | 'deactivate-user'
  | 'activate-user'
  | 'delete-user'
  | 'list-users'
  | 'find-group'
  | 'create-group'
  | 'rename-group'
  | 'change-members'
  | 'delete-group'
  | 'list-groups'
  | 'replay';

export interface KindReport {
  readonly count: number;
  /** Milliseconds from sending to the last byte of the reply. */
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** A request that the provider would show its administrator as failed. */
export interface RequestFailure {
  readonly kind: RequestKind;
  readonly method: string;
  readonly path: string;
  /** 0 when no reply came at all. */
  readonly status: number;
  readonly body: JsonValue | string;
}

/** What a cycle did. */
export interface RunReport {
  readonly durationMs: number;
  /** Replies received; those lost on purpose are not among them. */
  readonly requests: number;
  readonly byKind: Readonly<Partial<Record<RequestKind, KindReport>>>;
  readonly failures: readonly RequestFailure[];
  /** Replies 429 or 503 that were waited for and sent again. */
  readonly throttled: number;
  /** Replies thrown away or broken off, on purpose or by the network. */
  readonly lostReplies: number;
  readonly usersCreated: number;
  readonly usersPerSecond: number;
}

/** Collects while a cycle runs. */
export class RunRecorder {
  readonly #started = performance.now();
  readonly #latencies = new Map<RequestKind, number[]>();
  readonly #failures: RequestFailure[] = [];
  throttled = 0;
  lostReplies = 0;
  usersCreated = 0;

  replied(kind: RequestKind, milliseconds: number): void {
    const list = this.#latencies.get(kind);
    if (list === undefined) this.#latencies.set(kind, [milliseconds]);
    else list.push(milliseconds);
  }

  failed(failure: RequestFailure): void {
    this.#failures.push(failure);
  }

  report(): RunReport {
    const durationMs = performance.now() - this.#started;
    const lists = [...this.#latencies.entries()];
    return {
      durationMs,
      requests: lists.reduce((sum, [, list]) => sum + list.length, 0),
      byKind: Object.fromEntries(lists.map(([kind, list]) => [kind, summarise(list)])),
      failures: [...this.#failures],
      throttled: this.throttled,
      lostReplies: this.lostReplies,
      usersCreated: this.usersCreated,
      usersPerSecond: durationMs === 0 ? 0 : (this.usersCreated * 1_000) / durationMs,
    };
  }
}

function summarise(latencies: readonly number[]): KindReport {
  const sorted = latencies.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), max: sorted.at(-1) ?? 0 };
}
