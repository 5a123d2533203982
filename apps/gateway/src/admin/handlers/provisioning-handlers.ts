import type { provisioningOperations } from '@sekisho/api-contract';
import {
  approveBrake,
  changeBrakeSettings,
  changeGroupMappings,
  changeVisibleUsers,
  connectionNotFound,
  rejectBrake,
  releaseBrake,
  startRawCapture,
  stopRawCapture,
} from '@sekisho/application';
import { isJsonObject, type JsonValue } from '@sekisho/provider-kit';
import {
  type Brake,
  type BrakeCounts,
  countHeldDepartures,
  findBrake,
  findConnection,
  findProvisioningLogEntry,
  findProvisioningSettings,
  type GroupMapping,
  listBrakes,
  listGroupMappings,
  listHeldDepartures,
  listProvisioningLog,
  listResourceNames,
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
        outcomes: typeof outcome === 'string' ? [outcome] : outcome,
      });
      const names = await namesFor(entries);
      return { items: entries.map((entry) => renderRequest(entry, names)) };
    },
    async getProvisioningRequest({ caller, params }) {
      const entry = await findProvisioningLogEntry(db, caller.organisationId, params.requestId);
      if (entry === null || entry.connectionId !== params.connectionId) throw notFound();
      const { note, request, normalised, changes, answer, raw } = entry;
      const names = await namesFor([entry]);
      return { ...renderRequest(entry, names), note, request, normalised, changes, answer, raw };
    },
    async getProvisioningSettings({ caller, params }) {
      const place = await placeOf(caller.organisationId, params.connectionId);
      return renderSettings(await findProvisioningSettings(db, place));
    },
    async updateBrakeSettings({ caller, params, body }) {
      return renderSettings(await changeBrakeSettings(dependencies, caller, params.connectionId, body));
    },
    async updateVisibleUsers({ caller, params, body }) {
      return renderSettings(await changeVisibleUsers(dependencies, caller, params.connectionId, body.visibleUsers));
    },
    async startRawCapture({ caller, params }) {
      return renderSettings(await startRawCapture(dependencies, caller, params.connectionId));
    },
    async stopRawCapture({ caller, params }) {
      return renderSettings(await stopRawCapture(dependencies, caller, params.connectionId));
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
      return { items: await renderBrakes(await listBrakes(db, caller.organisationId, query)) };
    },
    async listHeldPeople({ caller, params, query }) {
      const { organisationId } = caller;
      if ((await findBrake(db, organisationId, params.brakeId)) === null) throw notFound();
      const [people, counts] = await Promise.all([
        listHeldDepartures(db, organisationId, params.brakeId, query),
        countHeldDepartures(db, organisationId, [params.brakeId]),
      ]);
      return {
        total: counts.get(params.brakeId)?.people ?? 0,
        items: people.map(({ accountId, heldAt, ...person }) => ({
          ...person,
          memberId: accountId,
          heldAt: heldAt.toISOString(),
        })),
      };
    },
    async approveBrake({ caller, params }) {
      const { brake, applied, failed } = await approveBrake(dependencies, caller, params.brakeId);
      return { brake: await renderBrake(brake), applied, failed };
    },
    async rejectBrake({ caller, params }) {
      return renderBrake(await rejectBrake(dependencies, caller, params.brakeId));
    },
    async releaseBrake({ caller, params }) {
      return renderBrake(await releaseBrake(dependencies, caller, params.brakeId));
    },
  };

  /** Of those of one connection that were answered without a name, whom they were about. */
  async function namesFor(entries: readonly ProvisioningLogEntry[]): Promise<ReadonlyMap<string, string>> {
    const [first] = entries;
    if (first === undefined) return new Map();
    const nameless = entries.filter((entry) => toldName(entry) === null);
    return listResourceNames(
      db,
      first,
      nameless.flatMap(({ resourceId }) => (resourceId === null ? [] : [resourceId])),
    );
  }

  async function renderBrake(brake: Brake) {
    const counts = await countHeldDepartures(db, brake.organisationId, [brake.id]);
    return renderCounted(brake, counts.get(brake.id));
  }

  async function renderBrakes(brakes: readonly Brake[]) {
    const [first] = brakes;
    if (first === undefined) return [];
    const ids = brakes.map((brake) => brake.id);
    const counts = await countHeldDepartures(db, first.organisationId, ids);
    return brakes.map((brake) => renderCounted(brake, counts.get(brake.id)));
  }

  /** The connection as a place to look in; of another organisation it is simply not there. */
  async function placeOf(organisationId: string, connectionId: string) {
    if ((await findConnection(db, organisationId, connectionId)) === null) throw connectionNotFound();
    return { organisationId, connectionId };
  }
}

function renderRequest(entry: ProvisioningLogEntry, names: ReadonlyMap<string, string>) {
  const { id, durationMs, method, path, resourceType, resourceId, status, outcome, scimType, explanation } = entry;
  return {
    id,
    receivedAt: entry.receivedAt.toISOString(),
    durationMs,
    method,
    path,
    resourceType,
    resourceId,
    status,
    outcome,
    scimType,
    explanation,
    subject: toldName(entry) ?? names.get(resourceId ?? '') ?? null,
    ...changeOf(entry.changes),
  };
}

/** The name that the directory answered with; of a refused request the one that came. */
function toldName({ answer, request, outcome }: ProvisioningLogEntry): string | null {
  const told = outcome === 'refused' || outcome === 'failed' ? request : answer;
  for (const name of ['displayName', 'userName']) {
    const value = isJsonObject(told) ? told[name] : undefined;
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}

/** What the log keeps of the changes: the first of them, and `{ more }` where there were too many. */
function changeOf(changes: JsonValue | null) {
  const kept = Array.isArray(changes) ? changes.filter(isJsonObject) : [];
  const [first] = kept;
  const more = kept.at(-1)?.['more'];
  const change =
    typeof first?.['event'] === 'string' && typeof first['action'] === 'string'
      ? { event: first['event'], action: first['action'] }
      : null;
  return { change, changeCount: typeof more === 'number' ? kept.length - 1 + more : kept.length };
}

function renderSettings({ brake, rawCaptureUntil, visibleUsers }: ProvisioningSettings) {
  return { brake, rawCaptureUntil: rawCaptureUntil?.toISOString() ?? null, visibleUsers };
}

function renderMapping({ groupName, role, products }: GroupMapping) {
  return { groupName, role, products: [...products] };
}

function renderCounted(brake: Brake, counts: BrakeCounts = { people: 0, held: 0 }) {
  const { id, connectionId, state, accounts, departures, share, decidedBy } = brake;
  return {
    id,
    connectionId,
    state,
    accounts,
    departures,
    share,
    decidedBy,
    people: counts.people,
    held: counts.held,
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
