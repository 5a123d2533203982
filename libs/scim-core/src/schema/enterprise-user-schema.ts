import { complex, type SchemaDefinition, simple } from './schema.ts';
import { urns } from './urns.ts';

/** RFC 7643 §4.3. */
export const enterpriseUserSchema: SchemaDefinition = {
  id: urns.enterpriseUser,
  name: 'EnterpriseUser',
  description: 'Enterprise User',
  attributes: [
    simple('employeeNumber', 'string', 'The number the organisation gave the person.'),
    simple('costCenter', 'string', 'The cost centre.'),
    simple('organization', 'string', 'The organisation.'),
    simple('division', 'string', 'The division.'),
    simple('department', 'string', 'The department.'),
    complex('manager', "The person's manager.", [
      simple('value', 'string', "The manager's id."),
      simple('$ref', 'reference', "The manager's address.", { referenceTypes: ['User'] }),
      simple('displayName', 'string', "The manager's name.", { mutability: 'readOnly' }),
    ]),
  ],
};
