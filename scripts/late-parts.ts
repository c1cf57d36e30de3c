import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import { deflateRawSync } from 'node:zlib';
import * as api from '@opentelemetry/api';
import { type BuildOptions, build, type Plugin } from 'esbuild';

/**
 * Modules of `src/` that stay text in what is built, until one of their functions is called: V8 takes nine times as
 * long to parse code, also such that never runs, as to read over a text. They export functions only. What they import,
 * they bring with them, but for the API, other late parts and `sharedModules`: so they must not share the state of any
 * other module with the rest.
 */
const lateParts = [
  'aws/bare-stack',
  'aws/batched-flush',
  'aws/batches',
  'aws/handlers/callback',
  'aws/handlers/stream',
  'aws/triggers/others',
  'config/all-settings',
  'config/key-values',
  'export/aws-authorization',
  'export/create-flush',
  'export/create-gcp-flush',
  'export/google-authorization',
  'export/http-client',
  'export/otlp-json',
  'export/sqs-relay',
  'export/transport-failures',
  'gcp/metadata',
  'instrumentation/aws-sdk/describe-aws-request',
  'instrumentation/aws-sdk/middleware',
  'instrumentation/enable-instrumentation',
  'instrumentation/http-listeners',
  'instrumentation/log-fields/add-log-fields',
  'instrumentation/pubsub/trace-publish',
  'journal/read-span-journals',
  'propagation/baggage',
  'propagation/given-context',
  'propagation/other-propagators',
  'propagation/trace-state',
  'sdk/asking-version',
  'sdk/bind-emitter',
  'sdk/console-logger',
  'sdk/other-samplers',
  'sdk/register-extension',
  'sdk/warm-up',
];

/**
 * Large ones that few functions need. They are packed: even to read over a text costs a cold start, a dozen instructions a
 * character.
 */
const packedParts: readonly string[] = [
  'aws/durable/durable',
  'sdk/capture-on-gcp',
  'sdk/capture-on-lambda',
  'sdk/selection',
  'signals/logs/create-logs',
  'signals/metrics/metering',
];

/** Modules that are early anyway: late parts take these from there, and so have neither to be read nor compiled again. */
const sharedModules: readonly string[] = [
  'export/open-socket',
  'otlp/encode-attributes',
  'otlp/encode-span',
  'otlp/protobuf-writer',
];

/** Of one copy in each bundle, as every part needs it. */
const shared = '@opentelemetry/api';
/** What of it has a state. Packed parts have a copy of the rest, which is not in the bundle for their sake then. */
const stateful = 'context, diag, propagation, trace';

/** Changes the text of a late part. */
type EditPart = (name: string, body: string) => string;

const source = fileURLToPath(new URL('../src/', import.meta.url));

/** The same build, with late parts. */
export function withLateParts(
  options: BuildOptions,
  edit: EditPart = (_, body) => body,
): BuildOptions {
  const plugin: Plugin = {
    name: 'late parts',
    setup({ onLoad }) {
      const parts = [...lateParts, ...packedParts];
      onLoad({ filter: new RegExp(`/src/(${parts.join('|')})\\.ts$`) }, async ({ path }) => ({
        contents: await lateModule(path, options, edit),
        resolveDir: import.meta.dirname,
      }));
    },
  };
  return { ...options, plugins: [...(options.plugins ?? []), plugin] };
}

/** Leaves what has a state in the API to the bundle, and takes the rest into the part. */
const sharingState: Plugin = {
  name: 'share what has a state',
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^${shared}$`);
    onResolve({ filter }, ({ path, namespace }) =>
      namespace === 'api' ? { path, external: true } : { path, namespace: 'api' },
    );
    onLoad({ filter, namespace: 'api' }, ({ path }) => ({
      contents: `export * from '${fileURLToPath(import.meta.resolve(path))}';
        export { ${stateful} } from '${path}';`,
      resolveDir: import.meta.dirname,
    }));
  },
};

/** Leaves to the bundle what it has of its own, or once for all parts. */
const sharingModules: Plugin = {
  name: 'share modules',
  setup({ onResolve }) {
    const modules = [...lateParts, ...packedParts, ...sharedModules];
    const files = new Set(modules.map((name) => join(source, `${name}.ts`)));
    onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, resolveDir }) => {
      const file = join(resolveDir, path);
      return files.has(file)
        ? { path: file, namespace: 'shared', external: true, sideEffects: false }
        : undefined;
    });
  },
};

/** A module with the same exports, which compiles the text of `path` at the first call of one. */
async function lateModule(path: string, options: BuildOptions, edit: EditPart): Promise<string> {
  const name = path.replace(/^.*\/src\/|\.ts$/g, '');
  const isPacked = packedParts.includes(name);
  const { plugins = [] } = options;
  const { outputFiles } = await build({
    ...options,
    entryPoints: [path],
    plugins: [...plugins, sharingModules, ...(isPacked ? [sharingState] : [])],
    external: isPacked ? [] : [shared],
    format: 'esm',
    write: false,
  });
  const { body, imported } = toFunction(outputFiles[0]?.text ?? '');
  // What comes of other modules isn't there yet.
  const others = Object.fromEntries([...imported.keys()].map((key) => [key, () => undefined]));
  const exported: object = compileFunction(body, ['shared'])({ ...others, ...api });
  const exports = Object.entries(exported).map(([key, value]) => {
    if (typeof value !== 'function' || String(value).startsWith('class'))
      throw new Error(`${name} can't be a late part, as ${key} is not a function`);
    return `export const ${key} = (...args) => part().${key}(...args);`;
  });
  const text = isPacked ? packed(body) : edit(name, body);
  const shares = `{ ${[...imported.keys()].join(', ')} }${isPacked ? ', true' : ''}`;
  return [
    ...[...imported].map(([imports, module]) => `import { ${imports} } from '${module}';`),
    "import { latePart } from '../src/light/late-part.ts';",
    `const part = /* @__PURE__ */ latePart('${name}', ${JSON.stringify(text)}, ${shares});`,
    ...exports,
  ].join('\n');
}

function packed(text: string): string {
  return deflateRawSync(text, { level: 9 }).toString('base64');
}

interface PartFunction {
  readonly body: string;
  /** Modules by the names of what is imported from them. */
  readonly imported: ReadonlyMap<string, string>;
}

/** Turns a bundle, an ES module, into the body of a function of what it imports that returns what it exports. */
function toFunction(bundle: string): PartFunction {
  const imported = new Map<string, string>();
  const taken: string[] = [];
  const body = bundle
    .replace(/import\s*\{([^}]*)\}\s*from\s*"([^"]*)";/g, (_, list: string, module: string) => {
      const pairs = pairsOf(list);
      for (const [name = ''] of pairs) {
        if ((imported.get(name) ?? module) !== module) throw new Error(`${name} is of two modules`);
        imported.set(name, module);
      }
      taken.push(...pairs.map((pair) => pair.join(':')));
      return '';
    })
    .replace(/export\s*\{([^}]*)\};\s*$/, (_, list: string) => {
      const pairs = pairsOf(list).map((pair) => pair.toReversed());
      return `return{${pairs.map((pair) => pair.join(':'))}}`;
    });
  // Once for all of its modules.
  const shares = taken.length > 0 ? `const{${taken}}=shared;` : '';
  return { body: `"use strict";${shares}${body}`, imported };
}

/** `a as b, c` */
function pairsOf(list: string): string[][] {
  return list.split(',').map((entry) => entry.trim().split(' as '));
}
