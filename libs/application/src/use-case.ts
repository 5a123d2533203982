import type { Actor } from '@sekisho/domain';
import type { Clock, Ids } from '@sekisho/platform';
import type { Database } from '@sekisho/storage';
import type { Kysely } from 'kysely';

/** What every use case stands on. */
export interface UseCaseDependencies {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Whose data is worked on, and on whose behalf. */
export interface TenantScope {
  readonly organisationId: string;
  readonly actor: Actor;
}
