/** A user as an identity provider sends one: the core attributes and an enterprise extension. */
export function benchPerson(number: number): BenchPerson {
  const userName = userNameOf(number);
  return {
    schemas: [
      'urn:ietf:params:scim:schemas:core:2.0:User',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
    ],
    externalId: externalIdOf(number),
    userName,
    name: { givenName: '花子', familyName: `山田${number}`, formatted: `山田${number} 花子` },
    displayName: `山田${number} 花子`,
    title: '主任',
    emails: [{ value: userName, type: 'work', primary: true }],
    active: true,
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': {
      employeeNumber: `E${number}`,
      department: '開発部',
    },
  };
}

export interface BenchPerson {
  readonly userName: string;
  readonly [attribute: string]: unknown;
}

export function userNameOf(number: number): string {
  return `person-${number}@bench.example.jp`;
}

export function externalIdOf(number: number): string {
  return `external-${number}`;
}
