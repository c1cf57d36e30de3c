// biome-ignore lint/style/noDefaultExport: what webpack looks for.
export { webpackLoader as default } from '../bundlers/webpack-loader.ts';
