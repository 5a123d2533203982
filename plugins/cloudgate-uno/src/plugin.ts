import {
  appRoles,
  appRolesOperation,
  arrayFromSingle,
  arrayOperation,
  booleanFromString,
  booleanOperation,
  coreGroupSchema,
  coreUserSchema,
  declareSchemas,
  dropEmpty,
  dropFromPathless,
  dropNonUrnSchemas,
  dropNullsInValue,
  dropValueOfRemove,
  eachOperation,
  enterpriseUserSchema,
  fullPath,
  type IdentityProvider,
  inOrder,
  lowerCaseVerb,
  managerFromAnyShape,
  managerOperation,
  multiValuedUserAttributes,
  nestEnterpriseAttributes,
  nestFlatNames,
  patchFromResource,
  quoteFilterValues,
  removeListed,
  renameSchema,
  splitPathless,
} from '@sekisho/provider-kit';
import { setupGuide } from './setup-guide.ts';

const booleans = ['active', 'primary'];

/**
 * CloudGate UNO (ISR). Nobody has published a capture of its SCIM client: what is known comes from administrators'
 * guides (a mapping table, suspend or delete, automatic or manual resource ids, password sync by choice), and one shape
 * follows from them, `roles` as a string. So this plugin reads every form that another provider is known to send.
 * A connection's raw capture lets an operator report the real ones; they become case folders here.
 */
export const cloudgateUno: IdentityProvider = {
  id: 'cloudgate-uno',
  displayName: { ja: 'CloudGate UNO', en: 'CloudGate UNO' },
  scim: {
    normaliseUser: inOrder(
      dropEmpty,
      renameSchema({
        'urn:scim:schemas:core:1.0': coreUserSchema,
        'urn:scim:schemas:core:2.0': coreUserSchema,
        'urn:scim:schemas:extension:enterprise:1.0': enterpriseUserSchema,
        'urn:scim:schemas:extension:enterprise:2.0': enterpriseUserSchema,
      }),
      dropNonUrnSchemas,
      nestFlatNames,
      nestEnterpriseAttributes,
      managerFromAnyShape,
      booleanFromString(...booleans),
      arrayFromSingle(...multiValuedUserAttributes),
      appRoles,
      declareSchemas(coreUserSchema),
    ),
    normaliseGroup: inOrder(
      dropEmpty,
      renameSchema({ 'urn:scim:schemas:core:1.0': coreGroupSchema, 'urn:scim:schemas:core:2.0': coreGroupSchema }),
      dropNonUrnSchemas,
      arrayFromSingle('members'),
      declareSchemas(coreGroupSchema),
    ),
    normalisePatchBody: patchFromResource,
    normalisePatch: eachOperation(
      lowerCaseVerb,
      dropFromPathless('id', 'meta', 'schemas', 'groups'),
      splitPathless,
      fullPath,
      removeListed('members', ...multiValuedUserAttributes),
      dropValueOfRemove,
      dropNullsInValue,
      booleanOperation(...booleans),
      managerOperation,
      arrayOperation('members', ...multiValuedUserAttributes),
      appRolesOperation,
    ),
    normaliseFilter: quoteFilterValues,
    createMissingElements: true,
    replayCreates: true,
  },
  saml: {
    nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  },
  setupGuide,
};
