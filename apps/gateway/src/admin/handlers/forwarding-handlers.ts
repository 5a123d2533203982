import type { destination, forwardingOperations } from '@sekisho/api-contract';
import {
  changeDestination,
  createDestination,
  type ForwardingDependencies,
  readForwardingHealth,
  removeDestination,
  setDestinationState,
  testDestination,
} from '@sekisho/application';
import { type AuditStore, AuditStoreUnavailable } from '@sekisho/audit-store';
import { type DestinationOverview, findDestination, listDestinations } from '@sekisho/storage';
import type { z } from 'zod';
import type { HandlersOf } from '../operation-handler.ts';

/** What forwarding needs beside what every handler has. */
export interface ForwardingHandlerDependencies {
  readonly forwarding: ForwardingDependencies;
  readonly auditStore: Pick<AuditStore, 'readStored' | 'countStored'>;
}

export function forwardingHandlers({
  forwarding,
  auditStore,
}: ForwardingHandlerDependencies): HandlersOf<typeof forwardingOperations> {
  const { db, clock, policy } = forwarding;

  /** Field by field, so that nothing is shown by accident; the secret is not even read. */
  async function render(overview: DestinationOverview): Promise<z.output<typeof destination>> {
    const now = clock.now();
    const found = overview.destination;
    const { health } = overview;
    const present = await readForwardingHealth(auditStore, overview, now).catch((error: unknown) => {
      if (error instanceof AuditStoreUnavailable) return null;
      throw error;
    });
    const failing = health.failures > 0;
    return {
      id: found.id,
      name: found.name,
      state: found.state,
      settings: found.settings,
      secretHint: found.secretHint,
      health: {
        state: found.state === 'paused' ? 'paused' : failing ? 'failing' : 'healthy',
        delivered: health.delivered,
        lagEvents: present?.lagEvents ?? null,
        lagSeconds: present?.lagSeconds ?? null,
        failures: health.failures,
        nextAttemptAt: failing && found.state === 'active' ? health.nextAttemptAt.toISOString() : null,
        lastSuccessAt: health.lastSuccessAt?.toISOString() ?? null,
        lastErrorAt: health.lastErrorAt?.toISOString() ?? null,
        lastError: health.lastError,
      },
      createdAt: found.createdAt.toISOString(),
      updatedAt: found.updatedAt.toISOString(),
    };
  }

  async function show(organisationId: string, destinationId: string): Promise<z.output<typeof destination>> {
    const overview = await findDestination(db, organisationId, destinationId);
    // Just written, in a transaction of its own; only a deletion at the same moment can have come between.
    if (overview === null) throw new TypeError(`the destination ${destinationId} was deleted meanwhile`);
    return render(overview);
  }

  return {
    async listDestinations({ caller }) {
      const found = await listDestinations(db, caller.organisationId);
      return { items: await Promise.all(found.map(render)), filesAllowed: policy.filesAllowed };
    },
    async createDestination({ caller, body }) {
      const { name, settings, secret } = body;
      const since = body.since === null ? null : new Date(body.since);
      const made = await createDestination(forwarding, caller, { name, settings, secret, since });
      return {
        destination: await show(caller.organisationId, made.destination.id),
        signingSecret: made.madeSecret,
      };
    },
    async updateDestination({ caller, params, body }) {
      await changeDestination(forwarding, caller, params.destinationId, body);
      return show(caller.organisationId, params.destinationId);
    },
    async pauseDestination({ caller, params }) {
      await setDestinationState(forwarding, caller, params.destinationId, 'paused');
      return show(caller.organisationId, params.destinationId);
    },
    async resumeDestination({ caller, params }) {
      await setDestinationState(forwarding, caller, params.destinationId, 'active');
      return show(caller.organisationId, params.destinationId);
    },
    async testDestination({ caller, params, signal }) {
      return testDestination(forwarding, caller, params.destinationId, signal);
    },
    async deleteDestination({ caller, params }) {
      await removeDestination(forwarding, caller, params.destinationId);
    },
  };
}
