import type { ConnectionDependencies, DomainDependencies, SignInDependencies } from '@sekisho/application';

/** What the handlers of the admin API stand on. */
export interface AdminDependencies extends ConnectionDependencies, DomainDependencies, SignInDependencies {
  /** How people and identity providers reach the gateway, without a trailing slash. */
  readonly publicUrl: string;
}
