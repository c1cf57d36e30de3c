// biome-ignore lint/style/noDefaultExport: what the framework looks for.
export { AntifreezePlugin as default } from '../serverless-plugin/antifreeze-plugin.ts';
