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
  dropNonUrnSchemas,
  dropNulls,
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
  nestEnterpriseAttributes,
  nestFlatNames,
  nothingForNoOperations,
  quoteFilterValues,
  removeListed,
  renameSchema,
  splitPathless,
} from '@sekisho/provider-kit';
import { setupGuide } from './setup-guide.ts';

/** As Microsoft's own documentation of a create request spells it: the colon before `User` is missing. */
const malformedEnterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0User';

const booleans = ['active', 'primary'];

/**
 * Microsoft Entra ID. What arrives depends on the tenant: jobs with aadOptscim062020 in their URL send other PATCH
 * bodies than those without, old jobs (`customappsso`) others again. All are read; each case folder shows one.
 */
export const entraId: IdentityProvider = {
  id: 'entra-id',
  displayName: { ja: 'Microsoft Entra ID', en: 'Microsoft Entra ID' },
  scim: {
    normaliseUser: inOrder(
      dropNulls,
      renameSchema({ [malformedEnterprise]: enterpriseUserSchema }),
      dropNonUrnSchemas,
      nestFlatNames,
      nestEnterpriseAttributes,
      managerFromAnyShape,
      booleanFromString(...booleans),
      arrayFromSingle('roles'),
      appRoles,
      declareSchemas(coreUserSchema),
    ),
    normaliseGroup: inOrder(dropNulls, dropNonUrnSchemas, declareSchemas(coreGroupSchema)),
    normalisePatchBody: nothingForNoOperations,
    normalisePatch: eachOperation(
      lowerCaseVerb,
      splitPathless,
      fullPath,
      removeListed('members', 'roles', 'emails', 'phoneNumbers', 'entitlements'),
      dropValueOfRemove,
      dropNullsInValue,
      booleanOperation(...booleans),
      managerOperation,
      arrayOperation('roles'),
      appRolesOperation,
    ),
    normaliseFilter: quoteFilterValues,
    createMissingElements: true,
    replayCreates: true,
    briefGroupPatches: true,
  },
  saml: {
    metadataUrlPattern:
      'https://login.microsoftonline.com/{tenantId}/federationmetadata/2007-06/federationmetadata.xml?appid={applicationId}',
    emailClaim: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
    nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  },
  setupGuide,
};
