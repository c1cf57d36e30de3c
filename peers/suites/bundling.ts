import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { createSandbox, requireBanner, wrapperOf } from '../deploy.ts';
import { packages } from '../of/installed.ts';
import type { Peer } from '../peer.ts';
import { type Bench, startPeerFunction } from '../run-function.ts';
import { bad, type Cell, failedToStart, good, runCases, type Suite } from './suite.ts';

type Bundle = (peer: Peer, contents: string, folder: string) => Promise<void> | void;

/** The forms in which a function is deployed that sends a message by the AWS SDK. */
const forms: Readonly<Record<string, Bundle>> = {
  'modules, CommonJS': (_, contents, folder) => {
    const required = contents
      .replace(/import (.+) from (.+);/g, 'const $1 = require($2);')
      .replace('export const handler', 'exports.handler');
    writeFileSync(join(folder, 'index.js'), required);
  },
  'modules, ES module': (_, contents, folder) => {
    writeFileSync(join(folder, 'index.mjs'), contents);
  },
  'esbuild, CommonJS, the SDK beside it': esbuild('cjs', ['@aws-sdk/*']),
  'esbuild, CommonJS, with the SDK': esbuild('cjs'),
  'esbuild, ES module, the SDK beside it': esbuild('esm', ['@aws-sdk/*']),
  'esbuild, ES module, with the SDK': esbuild('esm'),
  'webpack, CommonJS, with the SDK': webpack,
};

/** Whether the spans of the invocation and of a message are there, in whichever form the function is deployed. */
export const bundling: Suite = {
  name: 'bundling',
  run: (bench, isChosen) =>
    runCases(
      Object.fromEntries(
        Object.entries(forms).map(([title, bundle]) => [title, () => tryForm(bench, bundle)]),
      ),
      isChosen,
    ),
};

async function tryForm(bench: Bench, bundle: Bundle): Promise<Cell> {
  const sandbox = createSandbox('index.handler');
  try {
    await bundle(bench.peer, sourceFor(bench.peer), sandbox.directory);
  } catch (error) {
    sandbox.remove();
    return bad(`can't be bundled: ${firstLine(error)}`);
  }
  const fn = await startPeerFunction(bench, sandbox);
  try {
    if (fn.initError) return failedToStart(fn);
    const call = await fn.call({});
    const { status, errorMessage } = call.invocation;
    if (status !== 'response') return bad(`fails: ${errorMessage ?? status}`);
    const seen = [
      ...(fn.root(call) ? ['invocation'] : []),
      ...(fn.spans().some(isAboutMessage) ? ['message'] : []),
    ];
    return seen.length === 2
      ? good('both')
      : bad(seen.map((each) => `${each} only`)[0] ?? 'nothing');
  } finally {
    await fn.close();
  }
}

/** It says in one way or another what was sent or where. */
function isAboutMessage({ invocation, text }: { invocation: string | undefined; text: string }) {
  return invocation === undefined && /SendMessage|orders-queue/i.test(text);
}

function sourceFor(peer: Peer): string {
  return `import wrapper from ${wrapperOf(peer)};
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
const { wrap, client = (each) => each } = wrapper;
const endpoint = process.env.UPSTREAM;
const sqs = client(new SQSClient({ endpoint }));
export const handler = wrap(async () => {
  await sqs.send(new SendMessageCommand({ QueueUrl: endpoint + '/1/orders-queue', MessageBody: '{}' }));
  return 'done';
});
`;
}

function esbuild(format: 'cjs' | 'esm', external: readonly string[] = []): Bundle {
  return async (peer, contents, folder) => {
    await build({
      stdin: { contents, resolveDir: folder },
      outfile: join(folder, format === 'esm' ? 'index.mjs' : 'index.js'),
      bundle: true,
      platform: 'node',
      target: 'node22',
      format,
      logLevel: 'silent',
      external: [...external, ...(peer.external ?? [])],
      plugins: peer.plugins?.esbuild?.() ?? [],
      ...(format === 'esm' && { banner: { js: requireBanner } }),
    });
  };
}

interface WebpackStats {
  hasErrors(): boolean;
  toString(options: string): string;
}

async function webpack(peer: Peer, contents: string, folder: string): Promise<void> {
  const compile = createRequire(join(packages, 'package.json'))('webpack');
  const entry = join(folder, 'source.mjs');
  writeFileSync(entry, contents);
  const options = {
    mode: 'production',
    target: 'node22',
    entry,
    plugins: peer.plugins?.webpack?.() ?? [],
    // Datadog's plugin refuses to work otherwise.
    optimization: { minimize: false },
    externals: Object.fromEntries((peer.external ?? []).map((name) => [name, `commonjs ${name}`])),
    output: { path: folder, filename: 'index.js', library: { type: 'commonjs2' } },
  };
  await new Promise<void>((resolve, reject) => {
    compile(options, (error: Error | null, stats: WebpackStats) => {
      if (error) reject(error);
      else if (stats.hasErrors()) reject(new Error(stats.toString('errors-only')));
      else resolve();
    });
  });
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0] ?? '';
}
