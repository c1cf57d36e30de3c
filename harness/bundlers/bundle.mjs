/**
 * Bundles a function as the documentation of each bundler has it, with our plugin:
 * `node bundle.mjs <bundler> <cjs or esm> <entry point> <folder of the output>`.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [, , bundler, format, entry, folder] = process.argv;
const isModule = format === 'esm';
const file = isModule ? 'index.mjs' : 'index.cjs';
/** As the function's own project has it. */
const { antifreezePlugin } = createRequire(entry)(
  `antifreeze/${bundler === 'tsup' ? 'esbuild' : bundler}`,
);
const plugins = [antifreezePlugin()];

const bundlers = { esbuild, webpack, rspack, rollup, rolldown, vite, tsup };
await bundlers[bundler]();

async function esbuild() {
  const { build } = await import('esbuild');
  const js =
    "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);";
  await build({
    entryPoints: [entry],
    outfile: join(folder, file),
    bundle: true,
    platform: 'node',
    format,
    plugins,
    ...(isModule && { banner: { js } }),
  });
}

async function webpack() {
  const { default: compiler } = await import('webpack');
  await compile(compiler);
}

async function rspack() {
  const { rspack: compiler } = await import('@rspack/core');
  await compile(compiler);
}

function compile(compiler) {
  const options = {
    mode: 'production',
    target: 'node22',
    entry,
    plugins,
    output: {
      path: folder,
      filename: file,
      library: { type: isModule ? 'module' : 'commonjs2' },
      module: isModule,
    },
    experiments: { outputModule: isModule },
  };
  return new Promise((resolve, reject) => {
    compiler(options, (error, stats) => {
      if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString('errors-only')));
      else resolve();
    });
  });
}

async function rollup() {
  const { rollup: open } = await import('rollup');
  const { default: commonjs } = await import('@rollup/plugin-commonjs');
  const { default: json } = await import('@rollup/plugin-json');
  const { nodeResolve } = await import('@rollup/plugin-node-resolve');
  const bundle = await open({
    input: entry,
    // Last, as what comes before must not hide a class from it.
    plugins: [
      nodeResolve({ exportConditions: ['node'], preferBuiltins: true }),
      commonjs(),
      json(),
      ...plugins,
    ],
    onwarn: () => undefined,
  });
  await bundle.write({ file: join(folder, file), format, inlineDynamicImports: true });
}

async function rolldown() {
  const { build } = await import('rolldown');
  await build({
    input: entry,
    platform: 'node',
    plugins,
    output: { file: join(folder, file), format, minify: true, codeSplitting: false },
    logLevel: 'silent',
  });
}

async function vite() {
  const { build } = await import('vite');
  await build({
    configFile: false,
    logLevel: 'error',
    plugins,
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      outDir: folder,
      emptyOutDir: false,
      minify: true,
      rolldownOptions: { output: { format, entryFileNames: file, codeSplitting: false } },
    },
  });
}

async function tsup() {
  const { build } = await import('tsup');
  await build({
    config: false,
    entry: { index: entry },
    outDir: folder,
    format: [format],
    outExtension: () => ({ js: isModule ? '.mjs' : '.cjs' }),
    noExternal: [/.*/],
    shims: true,
    splitting: false,
    silent: true,
    esbuildPlugins: plugins,
  });
}
