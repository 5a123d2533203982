export { cloudgateUno } from './plugin.ts';
