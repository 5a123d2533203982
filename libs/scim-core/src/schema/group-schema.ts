import { complex, type SchemaDefinition, simple } from './schema.ts';
import { urns } from './urns.ts';

/**
 * RFC 7643 §4.2. `displayName` is unique in a connection here, where the RFC leaves it open: groups become teams, and
 * two teams of one name could not be told apart. `members.display` is RFC 7643 §2.4's; this service fills it. Members
 * are published as Users only: a client that generates requests from this schema would otherwise call Users Groups. A Group
 * that comes as a member is taken all the same, and nobody inherits anything by it.
 */
export const groupSchema: SchemaDefinition = {
  id: urns.group,
  name: 'Group',
  description: 'Group',
  attributes: [
    simple('displayName', 'string', "The group's name. One a connection, case does not matter.", {
      required: true,
      uniqueness: 'server',
    }),
    complex(
      'members',
      'The members of the group.',
      [
        simple('value', 'string', "The member's id.", { required: true, mutability: 'immutable' }),
        simple('$ref', 'reference', "The member's address.", {
          mutability: 'immutable',
          referenceTypes: ['User'],
        }),
        simple('type', 'string', 'The kind of member.', {
          mutability: 'immutable',
          canonicalValues: ['User'],
        }),
        simple('display', 'string', "The member's name.", { mutability: 'readOnly' }),
      ],
      { multiValued: true },
    ),
  ],
};
