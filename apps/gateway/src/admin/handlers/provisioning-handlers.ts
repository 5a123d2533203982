import type { provisioningOperations } from '@sekisho/api-contract';
import {
  approveBrake,
  changeBrakeSettings,
  changeGroupMappings,
  connectionNotFound,
  rejectBrake,
  releaseBrake,
  startRawCapture,
} from '@sekisho/application';
import {
  type Brake,
  findBrake,
  findConnection,
  findProvisioningLogEntry,
  findProvisioningSettings,
  type GroupMapping,
  listBrakes,
  listGroupMappings,
  listHeldDepartures,
  listProvisioningLog,
  type ProvisioningLogEntry,
  type ProvisioningSettings,
} from '@sekisho/storage';
import type { AdminDependencies } from '../admin-dependencies.ts';
import type { HandlersOf } from '../operation-handler.ts';
import { RequestProblem } from '../request-problem.ts';

export function provisioningHandlers(dependencies: AdminDependencies): HandlersOf<typeof provisioningOperations> {
  const { db } = dependencies;

  return {
    async listProvisioningRequests({ caller, params, query }) {
      const place = await placeOf(caller.organisationId, params.connectionId);
      const { from, to, outcome, ...rest } = query;
      const entries = await listProvisioningLog(db, {
        ...place,
        ...rest,
        from: from === undefined ? undefined : new Date(from),
        until: to === undefined ? undefined : new Date(to),
        outcomes: outcome === undefined ? undefined : [outcome],
      });
      return { items: entries.map(renderRequest) };
    },
    async getProvisioningRequest({ caller, params }) {
      const entry = await findProvisioningLogEntry(db, caller.organisationId, params.requestId);
      if (entry === null || entry.connectionId !== params.connectionId) throw notFound();
      const { note, request, normalised, changes, answer, raw } = entry;
      return { ...renderRequest(entry), note, request, normalised, changes, answer, raw };
    },
    async getProvisioningSettings({ caller, params }) {
      const place = await placeOf(caller.organisationId, params.connectionId);
      return renderSettings(await findProvisioningSettings(db, place));
    },
    async updateBrakeSettings({ caller, params, body }) {
      return renderSettings(await changeBrakeSettings(dependencies, caller, params.connectionId, body));
    },
    async startRawCapture({ caller, params }) {
      return renderSettings(await startRawCapture(dependencies, caller, params.connectionId));
    },
    async listGroupMappings({ caller, params }) {
      const place = await placeOf(caller.organisationId, params.connectionId);
      return { items: (await listGroupMappings(db, place)).map(renderMapping) };
    },
    async replaceGroupMappings({ caller, params, body }) {
      const mappings = await changeGroupMappings(dependencies, caller, params.connectionId, body.items);
      return { items: mappings.map(renderMapping) };
    },
    async listBrakes({ caller, query }) {
      return { items: (await listBrakes(db, caller.organisationId, query)).map(renderBrake) };
    },
    async listHeldPeople({ caller, params, query }) {
      if ((await findBrake(db, caller.organisationId, params.brakeId)) === null) throw notFound();
      const people = await listHeldDepartures(db, caller.organisationId, params.brakeId, query);
      return {
        items: people.map(({ accountId, heldAt, ...person }) => ({
          ...person,
          memberId: accountId,
          heldAt: heldAt.toISOString(),
        })),
      };
    },
    async approveBrake({ caller, params }) {
      const { brake, applied, failed } = await approveBrake(dependencies, caller, params.brakeId);
      return { brake: renderBrake(brake), applied, failed };
    },
    async rejectBrake({ caller, params }) {
      return renderBrake(await rejectBrake(dependencies, caller, params.brakeId));
    },
    async releaseBrake({ caller, params }) {
      return renderBrake(await releaseBrake(dependencies, caller, params.brakeId));
    },
  };

  /** The connection as a place to look in; of another organisation it is simply not there. */
  async function placeOf(organisationId: string, connectionId: string) {
    if ((await findConnection(db, organisationId, connectionId)) === null) throw connectionNotFound();
    return { organisationId, connectionId };
  }
}

function renderRequest(entry: ProvisioningLogEntry) {
  const { id, durationMs, method, path, resourceType, resourceId, status, outcome, scimType, explanation } = entry;
  const receivedAt = entry.receivedAt.toISOString();
  return { id, receivedAt, durationMs, method, path, resourceType, resourceId, status, outcome, scimType, explanation };
}

function renderSettings({ brake, rawCaptureUntil }: ProvisioningSettings) {
  return { brake, rawCaptureUntil: rawCaptureUntil?.toISOString() ?? null };
}

function renderMapping({ groupName, role, products }: GroupMapping) {
  return { groupName, role, products: [...products] };
}

function renderBrake(brake: Brake) {
  const { id, connectionId, state, accounts, departures, share, decidedBy } = brake;
  return {
    id,
    connectionId,
    state,
    accounts,
    departures,
    share,
    decidedBy,
    triggeredAt: brake.triggeredAt.toISOString(),
    decidedAt: brake.decidedAt?.toISOString() ?? null,
    openUntil: brake.openUntil?.toISOString() ?? null,
  };
}

function notFound(): RequestProblem {
  return new RequestProblem(404, 'request.not-found', {
    ja: '指定されたものは見つかりませんでした。',
    en: 'There is no such thing.',
  });
}
