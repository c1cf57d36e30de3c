import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import type { Layout } from '../test/runtime/cases.ts';
import type { Sandbox } from '../test/runtime/sandbox.ts';
import { packages } from './of/installed.ts';
import type { Peer } from './peer.ts';

/** A handler: an export of a CommonJS module. */
export interface Source {
  readonly module: string;
  readonly name: string;
}

const repository = join(import.meta.dirname, '..');
/** What esbuild's users add when CommonJS code in an ES module bundle requires Node.js's own modules. */
export const requireBanner =
  "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);";

/** How the export is written, in either format. */
const exported: Partial<Readonly<Record<Layout, (wrapped: string) => string>>> = {
  nested: (wrapped) => `exports.api = { orders: { handler: ${wrapped} } };`,
  'mjs-default': (wrapped) => `export default { handler: ${wrapped} };`,
  'streamified-outside': (wrapped) => `exports.handler = awslambda.streamifyResponse(${wrapped});`,
};
const handlers: Partial<Readonly<Record<Layout, string>>> = {
  nested: 'index.api.orders.handler',
  'sub-folder': 'src/orders/index.handler',
};

/** Puts a handler into a folder of its own as its author would have: as it is, or in a bundle, but for the tracer's `wrap`. */
export async function deploy(peer: Peer, source: Source, layout: Layout): Promise<Sandbox> {
  const handler = handlers[layout] ?? 'index.handler';
  const isModule = layout.includes('mjs');
  const sandbox = createSandbox(handler);
  const file = join(sandbox.directory, `${handler.split('.')[0]}${isModule ? '.mjs' : '.js'}`);
  mkdirSync(dirname(file), { recursive: true });
  if (layout === 'bundled-cjs' || layout === 'bundled-mjs')
    await bundle(peer, moduleOf(peer, source), file, isModule);
  else if (isModule) writeFileSync(file, moduleOf(peer, source, exported[layout]));
  else writeFileSync(file, scriptOf(peer, source, exported[layout]));
  return sandbox;
}

/** An empty function, with the packages that a handler may load. */
export function createSandbox(handler: string): Sandbox {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'lambda-task-'));
  const modules = join(directory, 'node_modules');
  const installed = join(packages, 'node_modules');
  mkdirSync(modules);
  symlinkSync(repository, join(modules, 'antifreeze'));
  // Without peers, those of the project.
  const from = existsSync(installed) ? installed : join(repository, 'node_modules');
  for (const name of readdirSync(from).filter((each) => !each.startsWith('.')))
    symlinkSync(join(from, name), join(modules, name));
  return {
    directory,
    handler,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** The module with the tracer's `wrap`; of one that has none the same as of the bare function. */
export function wrapperOf({ wrapper = join(import.meta.dirname, 'of/bare.cjs') }: Peer): string {
  return JSON.stringify(wrapper);
}

const asHandler = (wrapped: string) => `exports.handler = ${wrapped};`;
const asExport = (wrapped: string) => `export const handler = ${wrapped};`;

function scriptOf(peer: Peer, { module, name }: Source, write = asHandler): string {
  return `const { wrap } = require(${wrapperOf(peer)});
const original = require(${JSON.stringify(module)});
${write(`wrap(original[${JSON.stringify(name)}])`)}
`;
}

function moduleOf(peer: Peer, { module, name }: Source, write = asExport): string {
  return `import wrapper from ${wrapperOf(peer)};
import original from ${JSON.stringify(module)};
${write(`wrapper.wrap(original[${JSON.stringify(name)}])`)}
`;
}

async function bundle(peer: Peer, contents: string, outfile: string, isModule: boolean) {
  await build({
    stdin: { contents, resolveDir: repository },
    outfile,
    bundle: true,
    platform: 'node',
    format: isModule ? 'esm' : 'cjs',
    logLevel: 'silent',
    external: ['a-module-that-is-not-there', ...(peer.external ?? [])],
    plugins: peer.plugins?.esbuild?.() ?? [],
    ...(isModule && { banner: { js: requireBanner } }),
  });
}
