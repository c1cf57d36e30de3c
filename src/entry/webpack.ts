/** For webpack and Rspack. */
export { antifreezePlugin, type WebpackPlugin } from '../bundlers/webpack-plugin.ts';
