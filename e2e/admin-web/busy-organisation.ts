import type { PreparedOrganisation } from '@sekisho/gateway-process';
import { expect } from './fixtures.ts';

/** An organisation with something on every page: what its identity provider sent, a closed brake and its alert, a rule, a destination. */
export interface BusyOrganisation {
  readonly brakeId: string;
  readonly requestId: string;
  readonly alertId: string;
  readonly ruleId: string;
  readonly destinationId: string;
}

const people = 14;
const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Makes it so by the APIs, as an identity provider and an administrator would. `receiver` is where events go. */
export async function makeBusy(
  { admin, connection }: PreparedOrganisation,
  receiver: string,
): Promise<BusyOrganisation> {
  await admin.updateBrakeSettings({
    params: { connectionId: connection.id },
    body: { enabled: true, share: 0.2, minimum: 10 },
  });
  const { destination } = await admin.createDestination({
    body: { name: 'SIEM', settings: { kind: 'webhook', url: receiver } },
  });
  const rule = await admin.createAlertRule({
    body: {
      name: '業務時間外の大量の操作',
      condition: { kind: 'off-hours-bulk', threshold: 1_000, windowMinutes: 60 },
      notify: { emails: ['security@sekisho.example'], destinationIds: [destination.id] },
    },
  });
  await triggerBrake({ connection });
  const brake = (await admin.listBrakes({})).items[0];
  if (brake === undefined) throw new Error('the brake did not close');
  await admin.replaceGroupMappings({
    params: { connectionId: connection.id },
    body: { items: [{ groupName: '情報システム部', role: 'administrator', products: ['Backlog', 'Cacoo'] }] },
  });
  const requests = () =>
    admin.listProvisioningRequests({ params: { connectionId: connection.id }, query: { outcome: 'refused' } });
  await expect.poll(async () => (await requests()).items.length, { timeout: 20_000 }).toBeGreaterThan(0);
  const [alert] = (await admin.listAlerts({})).items;
  if (alert === undefined) throw new Error('the brake raised no alert');
  return {
    brakeId: brake.id,
    alertId: alert.id,
    requestId: (await requests()).items[0]?.id ?? '',
    ruleId: rule.id,
    destinationId: destination.id,
  };
}

/** Provisions people and deactivates them all: ten may go, the others are held. */
export async function triggerBrake({ connection }: Pick<PreparedOrganisation, 'connection'>): Promise<void> {
  const ids: string[] = [];
  for (let index = 0; index < people; index += 1) {
    const created = await scimRequest(connection, 'POST', '/Users', {
      schemas: [userSchema],
      userName: `person-${index}@held.example`,
      displayName: `保留 ${index} 郎`,
      active: true,
    });
    ids.push(String(created['id']));
  }
  for (const id of ids) {
    await scimRequest(connection, 'PATCH', `/Users/${id}`, {
      schemas: [patchOp],
      Operations: [{ op: 'replace', path: 'active', value: false }],
    });
  }
}

/** One SCIM request as the identity provider makes it; answers the body. */
export async function scimRequest(
  connection: PreparedOrganisation['connection'],
  method: string,
  path: string,
  body: unknown,
): Promise<Record<string, unknown>> {
  const response = await fetch(connection.scimBaseUrl + path, {
    method,
    headers: { Authorization: `Bearer ${connection.token}`, 'Content-Type': 'application/scim+json' },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  return typeof answer === 'object' && answer !== null ? Object.fromEntries(Object.entries(answer)) : {};
}
