export { okta } from './plugin.ts';
