import { mergeConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

/** The common configuration, and one PostgreSQL for the run. */
export default mergeConfig(base, { test: { globalSetup: ['@sekisho/storage/testing/global-setup'] } });
