import { runProviderContract } from '@sekisho/provider-testing';
import { entraId } from './plugin.ts';

runProviderContract(entraId, { casesDir: new URL('../cases/', import.meta.url) });
