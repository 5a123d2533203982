import {
  arrayFromSingle,
  arrayOperation,
  type BodyTransform,
  booleanFromString,
  booleanOperation,
  coreGroupSchema,
  coreUserSchema,
  declareSchemas,
  dropEmpty,
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
  membersFromOperations,
  multiValuedUserAttributes,
  nestFlatNames,
  quoteFilterValues,
  removeListed,
  renameSchema,
  splitPathless,
} from '@sekisho/provider-kit';
import { setupGuide } from './setup-guide.ts';

/**
 * The spellings that templates carry: SCIM 1.1's URNs, and the same with 2.0 for the version, which is in no standard
 * but in the connector's own default template. The core one names no resource type, so it depends on the body.
 */
const enterpriseUrns: Readonly<Record<string, string>> = {
  'urn:scim:schemas:extension:enterprise:1.0': enterpriseUserSchema,
  'urn:scim:schemas:extension:enterprise:1.0:User': enterpriseUserSchema,
  'urn:scim:schemas:extension:enterprise:2.0': enterpriseUserSchema,
  'urn:scim:schemas:extension:enterprise:2.0:User': enterpriseUserSchema,
};

function legacyUrns(core: string): BodyTransform {
  return renameSchema({
    ...enterpriseUrns,
    'urn:scim:schemas:core:1.0': core,
    'urn:scim:schemas:core:2.0': core,
    [`urn:scim:schemas:core:1.0:${core === coreGroupSchema ? 'Group' : 'User'}`]: core,
    [`urn:scim:schemas:core:2.0:${core === coreGroupSchema ? 'Group' : 'User'}`]: core,
  });
}

const booleans = ['active', 'primary'];

/**
 * OneLogin. The body of a user is whatever JSON template the administrator typed, its macros filled in: unset ones come
 * as `""` or `null`, booleans in quotes, lists as one object. The SCIM 1.1 app changes groups in 1.1's own notation.
 */
export const onelogin: IdentityProvider = {
  id: 'onelogin',
  displayName: { ja: 'OneLogin', en: 'OneLogin' },
  scim: {
    normaliseUser: inOrder(
      dropEmpty,
      legacyUrns(coreUserSchema),
      nestFlatNames,
      managerFromAnyShape,
      booleanFromString(...booleans),
      arrayFromSingle(...multiValuedUserAttributes),
      declareSchemas(coreUserSchema),
    ),
    normaliseGroup: inOrder(
      dropEmpty,
      legacyUrns(coreGroupSchema),
      arrayFromSingle('members'),
      declareSchemas(coreGroupSchema),
    ),
    normalisePatchBody: membersFromOperations,
    normalisePatch: eachOperation(
      lowerCaseVerb,
      splitPathless,
      fullPath,
      removeListed('members'),
      dropValueOfRemove,
      dropNullsInValue,
      booleanOperation(...booleans),
      managerOperation,
      arrayOperation('members', ...multiValuedUserAttributes),
    ),
    normaliseFilter: quoteFilterValues,
    replayCreates: true,
  },
  saml: {
    metadataUrlPattern: 'https://{subdomain}.onelogin.com/saml/metadata/{applicationId}',
    nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  },
  setupGuide,
};
