/** What is there for durable functions, as one late part. */
export { pluginSpecifiers } from './plugin-specifiers.ts';
export { startDurable } from './start-durable.ts';
