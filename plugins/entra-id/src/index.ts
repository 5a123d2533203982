export { entraId } from './plugin.ts';
