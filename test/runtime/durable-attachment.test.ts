import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { hasDurable } from '../../harness/durable/durable-service.ts';
import { isInstalledForTests } from '../../harness/install-packages.ts';
import { orderTree, runtimes, tree, useDurableExecutions } from './durable-executions.ts';

const bundlers = resolve('harness/bundlers');
const layer = { AWS_LAMBDA_EXEC_WRAPPER: resolve('dist/layer/opt/antifreeze') };

describe.skipIf(!hasDurable()).each(runtimes)('on %s', (runtime) => {
  const durable = useDurableExecutions();

  test('the layer traces a function without a change of it', async () => {
    const fn = await durable.start('bare.handler', { runtime, environment: layer });

    const { spans } = await durable.trace(fn, { workflow: 'order' });

    expect(tree(spans)).toEqual(orderTree);
  });

  test('the layer leaves tracing to a function that does it itself', async () => {
    const fn = await durable.start('orders.inside', { runtime, environment: layer });

    const { spans } = await durable.trace(fn, { workflow: 'order' });

    expect(tree(spans)).toEqual(orderTree);
  });

  test.each(['cjs', 'esm'] as const)('a function in a bundle, %s, is traced', async (format) => {
    const file = `bundle-${format}`;
    await build({
      entryPoints: [join(durable.directory, 'orders.mjs')],
      outfile: join(durable.directory, `${file}.${format === 'cjs' ? 'cjs' : 'mjs'}`),
      bundle: true,
      minify: true,
      platform: 'node',
      format,
      external: ['@aws-sdk/*'],
    });
    const fn = await durable.start(`${file}.inside`, { runtime });

    const { spans } = await durable.trace(fn, { workflow: 'order' });

    expect(tree(spans)).toEqual(orderTree);
  });

  test("a function's own plugins are there as well", async () => {
    const fn = await durable.start('orders.outside', {
      runtime,
      environment: { DURABLE_EXECUTION_PLUGINS: join(durable.directory, 'own-plugin.cjs') },
    });

    const { spans, logs } = await durable.trace(fn, { workflow: 'order' });

    expect(tree(spans)).toEqual(orderTree);
    expect(logs.filter((line) => line.includes('own plugin'))).toHaveLength(2);
  });

  test.each(['older.outside', 'older.inside', 'newer/orders.outside', 'newer/orders.inside'])(
    '%s: with an SDK that takes no plugin of ours a function runs as ever, and one warning says so',
    async (handler) => {
      makeNewer(durable.directory);
      const fn = await durable.start(handler, { runtime });
      durable.service.hurry = true;

      const { spans, result, logs } = await durable.trace(fn, { workflow: 'order' });

      expect(result.getResult()).toEqual({ paid: 42 });
      expect(logs.filter((line) => line.includes('took no plugin'))).toHaveLength(1);
      expect(spans.filter(({ name }) => name.includes('orders')).length).toBeGreaterThan(1);
      expect(spans.map(({ name }) => name)).not.toContain('step price');
    },
  );
});

describe.skipIf(!hasDurable() || !isInstalledForTests(bundlers))('a bundle of webpack', () => {
  const durable = useDurableExecutions();

  test('is traced where it has the plugin of antifreeze', async () => {
    const { antifreezePlugin } = createRequire(import.meta.url)('../../dist/cjs/webpack.js');
    const folder = await bundleByWebpack(durable.directory, [antifreezePlugin()]);
    const fn = await durable.start(`${folder}/index.inside`);

    const { spans } = await durable.trace(fn, { workflow: 'order' });

    expect(tree(spans)).toEqual(orderTree);
  });

  test('runs as ever without', async () => {
    const folder = await bundleByWebpack(durable.directory, []);
    const fn = await durable.start(`${folder}/index.outside`);

    const { logs, result } = await durable.trace(fn, { workflow: 'order' });

    expect(result.getResult()).toEqual({ paid: 42 });
    expect(logs.filter((line) => line.includes('took no plugin'))).toHaveLength(1);
  });
});

/** Gives the name of the folder. */
async function bundleByWebpack(directory: string, plugins: readonly object[]): Promise<string> {
  const webpack = createRequire(join(bundlers, 'package.json'))('webpack') as Webpack;
  const folder = `webpack-${plugins.length}`;
  const stats = await promisify(webpack)({
    mode: 'none',
    target: 'node22',
    entry: join(directory, 'orders.mjs'),
    externals: { '@aws-sdk/client-lambda': 'commonjs2 @aws-sdk/client-lambda' },
    plugins,
    output: {
      path: join(directory, folder),
      filename: 'index.cjs',
      library: { type: 'commonjs2' },
    },
  });
  if (stats?.hasErrors()) throw new Error(stats.toString());
  return folder;
}

type Webpack = (
  options: object,
  done: (error: Error | null, stats?: { hasErrors(): boolean; toString(): string }) => void,
) => void;

/** An SDK whose plugins are of another version, beside a function that has it. */
function makeNewer(directory: string): void {
  const folder = join(directory, 'newer');
  const sdk = join(folder, 'node_modules/@aws/durable-execution-sdk-js');
  mkdirSync(join(folder, 'node_modules/@aws'), { recursive: true });
  cpSync(join(directory, 'node_modules/@aws/durable-execution-sdk-js'), sdk, {
    recursive: true,
    dereference: true,
  });
  const file = join(sdk, 'dist/index.mjs');
  const source = readFileSync(file, 'utf8');
  writeFileSync(file, source.replace('PLUGIN_API_VERSION = 1', 'PLUGIN_API_VERSION = 2'));
  for (const name of ['orders.mjs', 'workflows.mjs'])
    cpSync(join(directory, name), join(folder, name));
}
