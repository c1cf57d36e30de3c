export { antifreezePlugin, type EsbuildPlugin } from '../bundlers/esbuild-plugin.ts';
