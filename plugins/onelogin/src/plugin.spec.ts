import { runProviderContract } from '@sekisho/provider-testing';
import { onelogin } from './plugin.ts';

runProviderContract(onelogin, { casesDir: new URL('../cases/', import.meta.url) });
