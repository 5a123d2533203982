import type { ScimTarget } from './demo-file.ts';

/**
 * A complete person, and a group that they are in, as the first resources of a connection. Test suites begin by listing
 * what is there, and several (Okta's among them) count an empty list, or a person without a name, as a failure.
 */
export async function seedConformance(target: ScimTarget): Promise<void> {
  const userName = 'misaki.kaneko@conformance.example';
  const person = await create(target, '/Users', {
    schemas: [
      'urn:ietf:params:scim:schemas:core:2.0:User',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
    ],
    userName,
    name: { formatted: '金子 美咲', familyName: '金子', givenName: '美咲' },
    displayName: '金子 美咲',
    title: '主任',
    preferredLanguage: 'ja',
    timezone: 'Asia/Tokyo',
    active: true,
    emails: [{ value: userName, type: 'work', primary: true }],
    phoneNumbers: [{ value: '+81-92-555-0123', type: 'work' }],
    roles: [{ value: 'USER', primary: true }],
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { employeeNumber: '1001', department: '開発部' },
  });
  await create(target, '/Groups', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: '適合試験の見本',
    ...(person === undefined ? {} : { members: [{ value: person }] }),
  });
}

/** The new resource's id; undefined when an interrupted run has created it before. */
async function create({ scimBaseUrl, token }: ScimTarget, path: string, resource: object): Promise<string | undefined> {
  const response = await fetch(`${scimBaseUrl}${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json' },
    body: JSON.stringify(resource),
  });
  const text = await response.text();
  if (response.status === 409) return undefined;
  if (response.status !== 201) throw new Error(`POST ${path} of an example was answered ${response.status}: ${text}`);
  const { id } = JSON.parse(text) as { id: string };
  return id;
}
