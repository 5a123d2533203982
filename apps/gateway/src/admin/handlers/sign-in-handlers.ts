import type { signInOperations } from '@sekisho/api-contract';
import {
  changeOwnPassword,
  changeOwnProfile,
  completeFirstRun,
  isFirstRunNeeded,
  requireOrganisation,
  type SignedIn,
  setPasswordByLink,
  signIn,
  signOut,
} from '@sekisho/application';
import { listSessions } from '@sekisho/storage';
import type { SessionPrincipal } from '../../http/principal.ts';
import type { AdminDependencies } from '../admin-dependencies.ts';
import type { HandlersOf, SessionCookie } from '../operation-handler.ts';
import { renderMe, renderSession } from './render.ts';

/** Sign-in, first run, and what a person may do about their own account. */
export function signInHandlers(dependencies: AdminDependencies): HandlersOf<typeof signInOperations> {
  return {
    async signIn({ body, origin, cookie }) {
      return welcome(await signIn(dependencies, body, origin), cookie);
    },
    async signOut({ caller, origin, cookie }) {
      await signOut(dependencies, caller.principal, origin);
      cookie.clear();
    },
    async getMe({ caller }) {
      return describe(caller.principal);
    },
    async updateMe({ caller, body }) {
      const member = await changeOwnProfile(dependencies, caller, caller.principal.member.id, body);
      return describe({ ...caller.principal, member });
    },
    async changeMyPassword({ caller, body, origin }) {
      const passwords = { current: body.currentPassword, next: body.newPassword };
      await changeOwnPassword(dependencies, caller.principal, passwords, origin);
    },
    async listMySessions({ caller }) {
      const { db, clock, sessionLifetime } = dependencies;
      const { principal, organisationId } = caller;
      const sessions = await listSessions(db, organisationId, principal.member.id, sessionLifetime, clock.now());
      return {
        items: sessions.map((session) => ({
          ...renderSession(session),
          current: session.tokenHash.equals(principal.tokenHash),
        })),
      };
    },
    async setPassword({ body, origin }) {
      await setPasswordByLink(dependencies, { secret: body.token, password: body.password }, origin);
    },
    async getFirstRun() {
      return { needed: await isFirstRunNeeded(dependencies) };
    },
    async completeFirstRun({ body, origin, cookie }) {
      const wanted = { ...body.organisation, emailDomainRule: 'verified' as const, owner: body.owner };
      return welcome(await completeFirstRun(dependencies, body.token, wanted, origin), cookie);
    },
  };

  async function describe(principal: SessionPrincipal) {
    const organisation = await requireOrganisation(dependencies.db, principal.organisationId);
    return renderMe({ ...principal, organisation });
  }

  function welcome({ session, member, organisation }: SignedIn, cookie: SessionCookie) {
    const csrfToken = cookie.set(session.token, session.expiresAt);
    return renderMe({ member, organisation, csrfToken, startedAt: session.startedAt, expiresAt: session.expiresAt });
  }
}
