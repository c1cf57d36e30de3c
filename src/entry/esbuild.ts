export { antifreezePlugin, type EsbuildPlugin } from '../esbuild/antifreeze-plugin.ts';
