import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { HandlerCase, Layout } from './cases.ts';
import type { Wrapper } from './wrappers.ts';

/** A deployed function: a folder that becomes the task root, and the handler's name in it. */
export interface Sandbox {
  readonly directory: string;
  readonly handler: string;
  remove(): void;
}

interface Deployment {
  readonly file: string;
  readonly handler: string;
  readonly format: 'cjs' | 'esm';
  /** Whether everything is in the one file, or the handler's own module and `antifreeze` are loaded. */
  readonly bundled: boolean;
  /** Minified, with a source map. */
  readonly minified?: boolean;
  readonly exported: (wrapped: string) => string;
}

const asHandler = (wrapped: string) => `export const handler = ${wrapped};`;
const cjs: Deployment = {
  file: 'index.js',
  handler: 'index.handler',
  format: 'cjs',
  bundled: false,
  exported: asHandler,
};
const mjs: Deployment = { ...cjs, file: 'index.mjs', format: 'esm' };

const deployments: Readonly<Record<Layout, Deployment>> = {
  cjs,
  mjs,
  'mjs-default': { ...mjs, exported: (wrapped) => `export default { handler: ${wrapped} };` },
  nested: {
    ...cjs,
    handler: 'index.api.orders.handler',
    exported: (wrapped) => `export const api = { orders: { handler: ${wrapped} } };`,
  },
  'sub-folder': { ...cjs, file: 'src/orders/index.js', handler: 'src/orders/index.handler' },
  'bundled-cjs': { ...cjs, bundled: true },
  'bundled-mjs': { ...mjs, bundled: true },
  minified: { ...cjs, bundled: true, minified: true },
  'streamified-outside': {
    ...cjs,
    exported: (wrapped) => asHandler(`awslambda.streamifyResponse(${wrapped})`),
  },
};

const repository = fileURLToPath(new URL('../../', import.meta.url));
const handlers = fileURLToPath(new URL('handlers/', import.meta.url));
/** What esbuild's users add when CommonJS code in an ES module bundle requires Node.js's own modules. */
const requireBanner = `const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);`;

/** Deploys a case behind a wrapper, so that nothing but the wrapper differs between two deployments. */
export async function deploy(handlerCase: HandlerCase, wrapper: Wrapper): Promise<Sandbox> {
  const {
    file,
    handler,
    format,
    bundled,
    minified = false,
    exported,
  } = deployments[handlerCase.layout];
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'lambda-task-'));
  const index = join(directory, file);
  mkdirSync(dirname(index), { recursive: true });
  mkdirSync(join(directory, 'node_modules'));
  symlinkSync(repository, join(directory, 'node_modules/antifreeze'));
  await build({
    stdin: { contents: entry(handlerCase, exported), resolveDir: directory },
    outfile: index,
    bundle: true,
    platform: 'node',
    format,
    logLevel: 'silent',
    minify: minified,
    sourcemap: minified,
    ...(bundled && format === 'esm' ? { banner: { js: requireBanner } } : {}),
    ...(bundled ? { external: ['a-module-that-is-not-there'] } : {}),
    plugins: [
      {
        name: 'deploy',
        setup: ({ onResolve, onLoad }) => {
          onResolve({ filter: /^wrapper$/ }, () => ({ path: 'wrapper', namespace: 'wrapper' }));
          onLoad({ filter: /.*/, namespace: 'wrapper' }, () => ({
            contents: wrapper.source,
            resolveDir: directory,
          }));
          if (!bundled) {
            onResolve({ filter: /^antifreeze$|\.cjs$/ }, ({ path }) => ({ path, external: true }));
          }
        },
      },
    ],
  });
  return {
    directory,
    handler,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function entry({ file, name }: HandlerCase, exported: Deployment['exported']): string {
  return `import { wrap } from 'wrapper';
    import original from ${JSON.stringify(join(handlers, `${file}.cjs`))};
    ${exported(`wrap(original[${JSON.stringify(name)}])`)}`;
}
