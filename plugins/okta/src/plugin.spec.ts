import { runProviderContract } from '@sekisho/provider-testing';
import { okta } from './plugin.ts';

runProviderContract(okta, { casesDir: new URL('../cases/', import.meta.url) });
