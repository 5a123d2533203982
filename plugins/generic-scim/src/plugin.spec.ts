import { runProviderContract } from '@sekisho/provider-testing';
import { genericScim } from './plugin.ts';

runProviderContract(genericScim, { casesDir: new URL('../cases/', import.meta.url) });
