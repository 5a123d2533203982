import { runProviderContract } from '@sekisho/provider-testing';
import { cloudgateUno } from './plugin.ts';

runProviderContract(cloudgateUno, { casesDir: new URL('../cases/', import.meta.url) });
