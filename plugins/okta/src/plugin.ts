import {
  arrayFromSingle,
  arrayOperation,
  booleanFromString,
  booleanOperation,
  coreGroupSchema,
  coreUserSchema,
  declareSchemas,
  dropAttributes,
  dropFromPathless,
  eachOperation,
  type IdentityProvider,
  inOrder,
  lowerCaseVerb,
  nestFlatNames,
  splitPathless,
} from '@sekisho/provider-kit';
import { setupGuide } from './setup-guide.ts';

const booleans = ['active', 'primary'];
/** What Okta read by GET and sends back, though only the service writes it. */
const readOnly = ['id', 'meta', 'schemas', 'groups'];

/**
 * Okta: catalogue apps that PATCH, and custom apps (App Integration Wizard) that read, change and PUT the whole body.
 * Close to the RFC; what differs is what Okta sends too much of.
 */
export const okta: IdentityProvider = {
  id: 'okta',
  displayName: { ja: 'Okta', en: 'Okta' },
  scim: {
    normaliseUser: inOrder(
      // A random password comes with every create, password sync off or not. It must never become a way in.
      dropAttributes('password', 'groups', 'id', 'meta'),
      nestFlatNames,
      booleanFromString(...booleans),
      arrayFromSingle('roles'),
      declareSchemas(coreUserSchema),
    ),
    normaliseGroup: inOrder(dropAttributes('id', 'meta'), declareSchemas(coreGroupSchema)),
    normalisePatch: eachOperation(
      lowerCaseVerb,
      dropFromPathless('password', ...readOnly),
      splitPathless,
      booleanOperation(...booleans),
      arrayOperation('roles'),
    ),
    replayCreates: true,
  },
  saml: {
    metadataUrlPattern: 'https://{oktaDomain}/app/{applicationId}/sso/saml/metadata',
    nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  },
  setupGuide,
};
