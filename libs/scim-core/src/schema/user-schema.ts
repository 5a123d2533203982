import { complex, plural, type SchemaDefinition, simple } from './schema.ts';
import { urns } from './urns.ts';

/**
 * RFC 7643 §4.1. The product's settings of a person, `roles`, `preferredLanguage`, `locale` and `timezone`, have their
 * home here, so no extension of ours exists.
 */
export const userSchema: SchemaDefinition = {
  id: urns.user,
  name: 'User',
  description: 'User Account',
  attributes: [
    simple('userName', 'string', 'The name that the person signs in with. One a connection, case does not matter.', {
      required: true,
      uniqueness: 'server',
    }),
    complex('name', "The parts of the person's name.", [
      simple('formatted', 'string', 'The full name, ready to be shown.'),
      simple('familyName', 'string', 'The family name.'),
      simple('givenName', 'string', 'The given name.'),
      simple('middleName', 'string', 'The middle names.'),
      simple('honorificPrefix', 'string', 'A title before the name.'),
      simple('honorificSuffix', 'string', 'A title after the name.'),
    ]),
    simple('displayName', 'string', 'The name to show.'),
    simple('nickName', 'string', 'The casual way to address the person.'),
    simple('profileUrl', 'reference', "The person's page.", { referenceTypes: ['external'] }),
    simple('title', 'string', "The person's title, such as Vice President."),
    simple('userType', 'string', 'The relation to the organisation, such as Contractor.'),
    simple(
      'preferredLanguage',
      'string',
      'The language of the user interface: ja or en. Others fall back to the organisation.',
    ),
    simple(
      'locale',
      'string',
      'The locale for dates and numbers; used for the language when preferredLanguage is absent.',
    ),
    simple('timezone', 'string', "An IANA time zone name, such as Asia/Tokyo. Others fall back to the organisation's."),
    simple('active', 'boolean', 'Whether the account may be used. False deactivates it.'),
    simple('password', 'string', 'Accepted and dropped: this service keeps no password from provisioning.', {
      caseExact: true,
      mutability: 'writeOnly',
      returned: 'never',
    }),
    plural('emails', 'E-mail addresses.', simple('value', 'string', 'The address.'), ['work', 'home', 'other']),
    plural('phoneNumbers', 'Telephone numbers.', simple('value', 'string', 'The number.'), [
      'work',
      'home',
      'mobile',
      'fax',
      'pager',
      'other',
    ]),
    plural('ims', 'Instant messaging addresses.', simple('value', 'string', 'The address.'), [
      'aim',
      'gtalk',
      'icq',
      'xmpp',
      'msn',
      'skype',
      'qq',
      'yahoo',
    ]),
    plural(
      'photos',
      'Pictures of the person.',
      simple('value', 'reference', 'The address of the picture.', { referenceTypes: ['external'] }),
      ['photo', 'thumbnail'],
    ),
    complex(
      'addresses',
      'Postal addresses.',
      [
        simple('formatted', 'string', 'The full address, ready to be shown.'),
        simple('streetAddress', 'string', 'Street, house number and so on.'),
        simple('locality', 'string', 'City.'),
        simple('region', 'string', 'State or prefecture.'),
        simple('postalCode', 'string', 'Postal code.'),
        simple('country', 'string', 'ISO 3166-1 alpha-2 code.'),
        simple('type', 'string', 'What the address is used for.', { canonicalValues: ['work', 'home', 'other'] }),
        simple('primary', 'boolean', 'Whether this is the preferred address. True for at most one.'),
      ],
      { multiValued: true },
    ),
    complex(
      'groups',
      'The groups the person belongs to. Change the groups, not this.',
      [
        simple('value', 'string', "The group's id.", { mutability: 'readOnly' }),
        simple('$ref', 'reference', "The group's address.", { mutability: 'readOnly', referenceTypes: ['Group'] }),
        simple('display', 'string', "The group's name.", { mutability: 'readOnly' }),
        simple('type', 'string', 'How the person belongs to it.', {
          mutability: 'readOnly',
          canonicalValues: ['direct', 'indirect'],
        }),
      ],
      { multiValued: true, mutability: 'readOnly' },
    ),
    plural('entitlements', 'Things the person is entitled to.', simple('value', 'string', 'The entitlement.'), []),
    plural(
      'roles',
      "The person's role in the organisation: ADMIN, USER or GUEST; without one, GUEST.",
      simple('value', 'string', 'ADMIN, USER or GUEST.', { canonicalValues: ['ADMIN', 'USER', 'GUEST'] }),
      [],
      { acceptsSimpleValues: true },
    ),
    plural(
      'x509Certificates',
      'Certificates of the person.',
      simple('value', 'binary', 'The certificate: DER in base64.', { caseExact: true }),
      [],
    ),
  ],
};
