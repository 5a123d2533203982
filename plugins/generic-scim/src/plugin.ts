import type { IdentityProvider } from '@sekisho/provider-kit';
import { setupGuide } from './setup-guide.ts';

/** Any identity provider that follows RFC 7643 and RFC 7644. It has no quirks, and must never get one. */
export const genericScim: IdentityProvider = {
  id: 'generic-scim',
  displayName: { ja: 'SCIM 2.0（汎用）', en: 'SCIM 2.0 (generic)' },
  setupGuide,
};
