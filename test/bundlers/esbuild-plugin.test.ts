import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { antifreezePlugin } from '../../src/bundlers/esbuild-plugin.ts';

const announcement = 'antifreeze.aws-sdk';

test.each([
  '@smithy/core/dist-cjs/submodules/client/index.js',
  '@smithy/core/dist-es/submodules/client/smithy-client/client.js',
  '@smithy/smithy-client/dist-cjs/index.js',
  '@smithy/smithy-client/dist-es/client.js',
  '@aws-sdk/smithy-client/dist-cjs/index.js',
  '@aws-sdk/smithy-client/dist-es/client.js',
  '.pnpm/@smithy+core@3.0.0/node_modules/@smithy/core/dist-es/submodules/client/smithy-client/client.js',
])('the class in %s announces itself', async (file) => {
  expect(await bundleOf(file)).toContain(announcement);
});

test.each([
  '@smithy/core/dist-es/submodules/client/index.js',
  '@smithy/core/dist-cjs/index.js',
  'smithy-client/dist-cjs/index.js',
])('%s is left alone', async (file) => {
  expect(await bundleOf(file)).not.toContain(announcement);
});

test('other plugins go on resolving and loading what is theirs', async () => {
  const virtual: Plugin = {
    name: 'virtual',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^virtual$/ }, () => ({ path: 'virtual', namespace: 'virtual' }));
      onLoad({ filter: /.*/, namespace: 'virtual' }, () => ({
        contents: 'console.log("virtual")',
      }));
    },
  };
  const watching: string[] = [];
  const watch: Plugin = {
    name: 'watch',
    setup({ onLoad }) {
      onLoad({ filter: /client\.js$/ }, ({ path }) => {
        watching.push(path);
        return undefined;
      });
    },
  };
  const file = '@smithy/smithy-client/dist-es/client.js';

  const bundled = await bundleOf(file, {
    plugins: [watch, antifreezePlugin(), virtual],
    inject: ['virtual'],
  });

  expect(bundled).toContain(announcement);
  expect(bundled).toContain('"virtual"');
  expect(watching).toHaveLength(1);
});

test('a file without the class says nothing when it runs', async () => {
  const bundled = await bundleOf(
    '@smithy/smithy-client/dist-es/client.js',
    {},
    'export const a = 1;',
  );

  expect(() => new Function(bundled)()).not.toThrow();
  expect(Reflect.get(globalThis, Symbol.for(announcement)) ?? []).toEqual([]);
});

test("the documentation's banner goes with code that makes a require of its own", async () => {
  const documented = await readFile('docs/bundlers.md', 'utf8');
  const [, banner = ''] = /banner: \{\s*js: "(.*)"/.exec(documented) ?? [];
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { createRequire } from 'node:module';
        const require = createRequire(import.meta.url);
        console.log(typeof require('node:fs').readFile);`,
    },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    banner: { js: banner },
  });
  const printed = execFileSync(process.execPath, ['--input-type=module'], {
    input: outputFiles[0]?.text ?? '',
    encoding: 'utf8',
  });

  expect(banner).not.toBe('');
  expect(printed).toBe('function\n');
});

/** A bundle of one file under node_modules. */
async function bundleOf(
  file: string,
  options: BuildOptions = {},
  contents = 'export class Client { send() {} }',
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'antifreeze-plugin-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'node_modules', file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    write: false,
    plugins: [antifreezePlugin()],
    ...options,
  });
  return outputFiles?.[0]?.text ?? '';
}
