import { build } from 'esbuild';

await build({
  entryPoints: ['src/index.mjs'],
  outfile: 'out/index.mjs',
  bundle: true,
  minify: true,
  platform: 'node',
});
