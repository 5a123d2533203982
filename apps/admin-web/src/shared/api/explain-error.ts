import { AdminApiError } from '@sekisho/api-contract';
import type { Language } from '../i18n/languages.ts';

/** What a person is told about a failure. */
export interface Explanation {
  /** `unreachable`: no answer at all. `unexpected`: a fault of ours. `refused`: the API said why. */
  readonly kind: 'refused' | 'unreachable' | 'unexpected';
  /** The API's own words; absent where the app has to find them. */
  readonly detail: string | undefined;
  /** Reasons by field of the request, for showing beside the inputs. */
  readonly fields: ReadonlyMap<string, string>;
  /** For the support desk: which request it was. */
  readonly requestId: string | undefined;
  /** Seconds until trying again makes sense. */
  readonly retryAfter: number | undefined;
}

/** Turns whatever a request threw into what the reader needs to know, in their language. */
export function explainError(error: unknown, language: Language): Explanation {
  const nothing = { detail: undefined, fields: new Map(), requestId: undefined, retryAfter: undefined };
  if (!(error instanceof AdminApiError)) {
    // `fetch` rejects with a TypeError when there was no answer: no network, or the gateway is down.
    return { ...nothing, kind: error instanceof TypeError ? 'unreachable' : 'unexpected' };
  }
  const { problem } = error;
  const fields = new Map<string, string>();
  for (const one of problem.errors ?? []) fields.set(one.field, one.reasonLocalised[language]);
  if (problem.field !== undefined && !fields.has(problem.field)) {
    fields.set(problem.field, problem.detailLocalised[language]);
  }
  return {
    kind: error.status >= 500 ? 'unexpected' : 'refused',
    detail: problem.detailLocalised[language],
    fields,
    requestId: problem.requestId,
    retryAfter: error.retryAfter ?? undefined,
  };
}

/** Whether the session is over, so that only signing in helps. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof AdminApiError && error.status === 401;
}
