export { genericScim } from './plugin.ts';
