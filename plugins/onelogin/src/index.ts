export { onelogin } from './plugin.ts';
