import { createAdminClient } from '@sekisho/api-contract';
import { currentLanguage } from '../i18n/i18n.ts';

/** The public admin API, as the signed-in person. The pages can do nothing that it can't. */
export const api = createAdminClient({ baseUrl: '', language: currentLanguage });
