import { cloudgateUno } from '@sekisho/plugin-cloudgate-uno';
import { entraId } from '@sekisho/plugin-entra-id';
import { genericScim } from '@sekisho/plugin-generic-scim';
import { okta } from '@sekisho/plugin-okta';
import { onelogin } from '@sekisho/plugin-onelogin';
import type { IdentityProvider } from '@sekisho/provider-kit';

/** Every identity provider that a connection can name. A new one is a plugin folder and a line here. */
export const providers: readonly IdentityProvider[] = [entraId, okta, onelogin, cloudgateUno, genericScim];
