/** For Rollup, Rolldown and Vite. */
export { antifreezePlugin, type RollupPlugin } from '../bundlers/rollup-plugin.ts';
