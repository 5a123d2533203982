import { DomainError } from '@sekisho/domain';
import { equalSecrets, hashToken } from '@sekisho/platform';
import { findSetting, hasOrganisations, removeSetting, takeSetting, writeSetting } from '@sekisho/storage';
import { recordEvents } from '../audit-trail/record-events.ts';
import {
  createOrganisationIn,
  explaining,
  hashOwnerPassword,
  type OrganisationWithOwner,
} from '../organisations/create-organisation.ts';
import type { UseCaseDependencies } from '../use-case.ts';
import { type SignInOrigin, startSession } from './session-token.ts';
import { actorOfMember, type SignedIn, type SignInDependencies } from './sign-in.ts';

/**
 * The first minutes of an installation: nobody is there who could sign in, so whoever can read the gateway's output
 * gets a one-time token to create the first organisation with. Works once; each start prints a new one until then.
 */

/** Makes the one-time token, or returns null when there is an organisation already. The former token ends. */
export async function createFirstRun(
  dependencies: Pick<UseCaseDependencies, 'db' | 'ids'>,
): Promise<{ readonly token: string } | null> {
  const { db, ids } = dependencies;
  if (await hasOrganisations(db)) {
    await removeSetting(db, 'first-run-token-hash');
    return null;
  }
  const token = ids.secret();
  await writeSetting(db, 'first-run-token-hash', storedForm(token));
  return { token };
}

/** Whether the first organisation is still to be made. */
export async function isFirstRunNeeded(dependencies: Pick<UseCaseDependencies, 'db'>): Promise<boolean> {
  return !(await hasOrganisations(dependencies.db));
}

/** Creates the first organisation and its owner, and signs the owner in. Of two at once, one is refused. */
export async function completeFirstRun(
  dependencies: SignInDependencies,
  token: string,
  wanted: OrganisationWithOwner,
  origin: SignInOrigin,
): Promise<SignedIn> {
  const { db, ids } = dependencies;
  const stored = storedForm(token);
  const expected = await findSetting(db, 'first-run-token-hash');
  if (expected === null || !equalSecrets(stored, expected)) throw tokenInvalid();
  const passwordHash = await hashOwnerPassword(wanted.owner);
  return explaining(dependencies, wanted, () =>
    db.transaction().execute(async (trx) => {
      if (!(await takeSetting(trx, 'first-run-token-hash', stored))) throw tokenInvalid();
      if (await hasOrganisations(trx)) throw tokenInvalid();
      const created = await createOrganisationIn(trx, dependencies, { kind: 'operator' }, wanted, passwordHash);
      const { organisation, owner: member } = created;
      const who = { organisationId: organisation.id, accountId: member.id };
      const session = await startSession(trx, dependencies, who, origin);
      await recordEvents(trx, [{ type: 'session.started', member }], {
        organisationId: organisation.id,
        actor: actorOfMember(member, origin),
        now: session.startedAt,
        ids,
      });
      return { session, member, organisation };
    }),
  );
}

function storedForm(token: string): string {
  return hashToken(token).toString('hex');
}

function tokenInvalid(): DomainError {
  return new DomainError(
    'first-run.token-invalid',
    {
      ja: '初回設定のリンクが正しくないか、すでに使われています。ゲートウェイの起動時に表示された最新のリンクを使ってください。',
      en: 'The link for the first run is not right or was used already. Use the newest one that the gateway printed at its start.',
    },
    'token',
  );
}
