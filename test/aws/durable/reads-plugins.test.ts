import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { hasDurable } from '../../../harness/durable/durable-service.ts';
import { takesPlugins } from '../../../src/aws/durable/reads-plugins.ts';

const packages = 'harness/durable/node_modules';
const sdk = `${packages}/@aws/durable-execution-sdk-js`;

async function bundled(format: 'cjs' | 'esm', minify: boolean, target: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`${sdk}/dist/index.mjs`],
    bundle: true,
    platform: 'node',
    format,
    minify,
    target,
    external: ['@aws-sdk/*'],
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

describe.skipIf(!hasDurable())('the SDK', () => {
  const read = (file: string) => readFileSync(`${packages}/${file}`, 'utf8');

  test.each(['dist/index.mjs', 'dist-cjs/index.js'])('of today takes plugins: %s', (file) => {
    expect(takesPlugins(read(`@aws/durable-execution-sdk-js/${file}`))).toBe(true);
  });

  test.each([
    ['cjs', true, 'node22'],
    ['cjs', false, 'node22'],
    ['esm', true, 'node22'],
    ['esm', false, 'es2019'],
    ['cjs', true, 'es2019'],
  ] as const)(
    'takes them in a bundle as well: %s, minified %s, for %s',
    async (format, minify, target) => {
      expect(takesPlugins(await bundled(format, minify, target))).toBe(true);
    },
  );

  test('takes none where it is too old', () => {
    expect(takesPlugins(read('durable-sdk-1/dist/index.mjs'))).toBe(false);
  });

  test('takes none of ours where its plugins are of another version', async () => {
    const newer = (source: string) =>
      source.replace(/(PLUGIN_API_VERSION\w*\s*=\s*)1\b/, (_, before: string) => `${before}2`);

    expect(takesPlugins(newer(read('@aws/durable-execution-sdk-js/dist/index.mjs')))).toBe(false);
    expect(takesPlugins(newer(await bundled('esm', false, 'node22')))).toBe(false);
  });

  test.each(['cjs', 'esm'] as const)(
    'is told by its own constant where others have the same short name: %s',
    async (format) => {
      const otherwise = (names: string, value: number) =>
        Array.from(names, (name) => `function f${name}(){let ${name}=${value};return ${name}}`);
      const others = otherwise('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ', 0).join('');
      const source = await bundled(format, true, 'node22');
      const [, constant = ''] = /\.pluginApiVersion!==([\w$]+)/.exec(source) ?? [];
      const newer = source.replace(`${constant}=1`, `${constant}=2`);

      expect(takesPlugins(others + source + others)).toBe(true);
      expect(newer).not.toBe(source);
      expect(takesPlugins(others.replaceAll('=0', '=1') + newer + others)).toBe(false);
    },
  );

  test('takes none where a bundler looks modules up in the bundle', () => {
    const source = read('@aws/durable-execution-sdk-js/dist/index.mjs');
    const looksUp = source.replace('=> import(specifier)', '=> __webpack_require__(42)(specifier)');

    expect(looksUp).not.toBe(source);
    expect(takesPlugins(looksUp)).toBe(false);
  });
});

test('code that is no SDK takes no plugins', () => {
  expect(takesPlugins('export const handler = async () => import(name);')).toBe(false);
});
