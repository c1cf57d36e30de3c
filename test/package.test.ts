import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, test } from 'vitest';

let project: string;

/** A project that has installed the package as npm would publish it. */
beforeAll(() => {
  project = mkdtempSync(join(realpathSync(tmpdir()), 'project-'));
  const run = (...args: string[]) =>
    execFileSync('npm', args, {
      cwd: project,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  run('pack', realpathSync('.'), '--ignore-scripts', '--silent');
  const tarball = readdirSync(project).find((name) => name.endsWith('.tgz')) ?? '';
  // The peer dependency is bundled: the package has to work without it.
  run('install', tarball, '--offline', '--legacy-peer-deps', '--silent');
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

function runNode(file: string, code: string, environment: Record<string, string> = {}): unknown {
  writeFileSync(join(project, file), code);
  const printed = execFileSync(process.execPath, [file], {
    cwd: project,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...environment },
  });
  return JSON.parse(printed);
}

const useIt = `
  const seen = (value) => console.log(JSON.stringify(value));
  const original = async (event) => event.id;
  const wrapped = traceLambda(original, { exporter: 'none' });`;

test.each([
  { file: 'use.mjs', imports: `import { traceLambda } from 'antifreeze';` },
  { file: 'use.cjs', imports: `const { traceLambda } = require('antifreeze');` },
])('$file loads it and wraps a handler', ({ file, imports }) => {
  const code = `${imports} ${useIt}
    wrapped({ id: 42 }).then((value) => seen([typeof wrapped, wrapped !== original, value]));`;

  expect(runNode(file, code)).toEqual(['function', true, 42]);
});

test('on npm it has no more than 2.4 MB, with the viewer, the layer and all types', () => {
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [packed] = Object.values(JSON.parse(output) as Record<string, { size: number }>);

  expect(packed?.size).toBeGreaterThan(500_000);
  expect(packed?.size).toBeLessThan(2_400_000);
});

test('what is not a function passes through', () => {
  const code = `import { traceLambda } from 'antifreeze';
    console.log(JSON.stringify([traceLambda(undefined) === undefined, traceLambda('x'), traceLambda(null)]));`;

  expect(runNode('pass.mjs', code)).toEqual([true, 'x', null]);
});

test('OTEL_SDK_DISABLED leaves the bare handler and touches nothing', () => {
  const code = `import { traceLambda } from 'antifreeze'; ${useIt}
    seen([wrapped === original, Symbol.for('opentelemetry.js.api.1') in globalThis]);`;

  expect(runNode('disabled.mjs', code, { OTEL_SDK_DISABLED: 'true' })).toEqual([true, false]);
});

test('a mistake in the configuration is reported in one line, and the handler is traced', () => {
  const code = `import { traceLambda } from 'antifreeze';
    const lines = []; console.warn = (line) => lines.push(line);
    const original = async () => 42;
    const wrapped = traceLambda(original, { exporter: 'none' }); traceLambda(async () => 43);
    console.log(JSON.stringify([wrapped !== original, lines]));`;

  const [wrapped, lines] = runNode('mistake.mjs', code, { OTEL_TRACES_SAMPLER: 'sometimes' }) as [
    boolean,
    string[],
  ];

  expect(wrapped).toBe(true);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^antifreeze: OTEL_TRACES_SAMPLER/);
});

test('names that do not exist, and what is no handler, are reported in a line each', () => {
  const code = `import { traceLambda } from 'antifreeze';
    const lines = []; console.warn = (line) => lines.push(line);
    traceLambda(async () => 42, { exporter: 'none', servicName: 'orders' });
    const api = { handler: async () => 42 };
    const kept = [traceLambda('index.handler'), traceLambda(api)];
    traceLambda(async () => 43, null);
    console.log(JSON.stringify([kept[0], kept[1] === api, lines]));`;

  const seen = runNode('names.mjs', code, { ANTIFREEZE_FLUHS: 'before-response' });

  expect(seen).toEqual([
    'index.handler',
    true,
    [
      'antifreeze: there is no option servicName; did you mean serviceName?',
      'antifreeze: there is no ANTIFREEZE_FLUHS; did you mean ANTIFREEZE_FLUSH?',
      'antifreeze: traceLambda needs a function, and was given a string: pass the handler itself, not its name',
      'antifreeze: traceLambda needs a function, and was given an object: pass it handler one by one',
    ],
  ]);
});

test.each([
  { entry: 'antifreeze', exported: 'traceLambda' },
  { entry: 'antifreeze/gcp', exported: 'traceHttpFunction' },
])(
  'a bundle has all of $entry in one file, even where it is split',
  async ({ entry, exported }) => {
    const { outputFiles } = await build({
      stdin: { contents: `export { ${exported} } from '${entry}';`, resolveDir: project },
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      outdir: 'bundle',
      write: false,
    });

    expect(outputFiles.map(({ text }) => text.includes('application/x-protobuf'))).toEqual([true]);
  },
);

test('what is no server is given back, and told', () => {
  const code = `import { createServer } from 'node:http';
    import { traceServer } from 'antifreeze/gcp';
    const lines = []; console.warn = (line) => lines.push(line);
    const app = Object.assign(() => {}, { listen() {} });
    const kept = [traceServer(app) === app, traceServer(undefined) === undefined];
    const server = createServer();
    kept.push(traceServer(server) === server);
    console.log(JSON.stringify([kept, lines]));`;
  const line =
    'antifreeze: traceServer needs a server of node:http, such as app.listen(8080) gives';

  const seen = runNode('server.mjs', code, { OTEL_TRACES_EXPORTER: 'none' });

  expect(seen).toEqual([
    [true, true, true],
    [line, line],
  ]);
});

/** The size of a bundle that imports an entry, and uses nothing of it, by each bundler that reads `sideEffects`. */
async function unusedSizes(entry: string): Promise<number[]> {
  const file = join(project, 'unused.mjs');
  writeFileSync(file, `import '${entry}';`);
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    logLevel: 'error',
  });
  const bundle = await rolldown({ input: file, platform: 'node' });
  const { output } = await bundle.generate({ format: 'es' });
  return [outputFiles[0]?.text ?? '', output[0].code].map((code) => code.trim().length);
}

test.each(['antifreeze', 'antifreeze/gcp', 'antifreeze/gcp/register'])(
  '%s does something when it is imported, so it stays in a bundle',
  async (entry) => {
    for (const size of await unusedSizes(entry)) expect(size).toBeGreaterThan(100_000);
  },
);

test.each(['relay', 'gcp/relay', 'esbuild', 'rollup', 'rolldown', 'vite', 'webpack', 'rspack'])(
  'antifreeze/%s is left out of a bundle that uses nothing of it',
  async (entry) => {
    for (const size of await unusedSizes(`antifreeze/${entry}`)) expect(size).toBeLessThan(100);
  },
);

test('each entry has types in each format, and is there', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    exports: Record<string, string | Record<string, string | Record<string, string>>>;
  };
  const targets = Object.entries(manifest.exports).flatMap(([entry, conditions]) => {
    if (typeof conditions === 'string') return [[entry, conditions]];
    const { types, import: ofImport, require: ofRequire } = conditions;
    const formats = types ? [conditions] : [ofImport, ofRequire];
    return formats.flatMap((format) => {
      expect(Object.keys(format ?? {}).slice(0, 2), entry).toEqual(['types', 'default']);
      return Object.values(format ?? {}).map((file) => [entry, file]);
    });
  });

  expect(targets.length).toBeGreaterThan(40);
  expect(targets.filter(([, file]) => typeof file !== 'string' || !existsSync(file))).toEqual([]);
});

test.each(["await import('antifreeze/gcp')", "createRequire(import.meta.url)('antifreeze/gcp')"])(
  'on Google Cloud, what sends to a topic is found by %s',
  (load) => {
    const code = `import { createServer } from 'node:http';
      import { createRequire } from 'node:module';
      const server = createServer((request, response) => {
        console.log(JSON.stringify(request.url));
        request.resume().on('end', () => response.end('{}'));
      });
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      process.env.PUBSUB_EMULATOR_HOST = '127.0.0.1:' + server.address().port;
      const { traceCloudEvent } = ${load};
      await traceCloudEvent(async () => undefined)({ type: 'test' });
      process.exit();`;
    const topic = 'projects/shop/topics/spans';

    const url = runNode('topic.mjs', code, {
      ANTIFREEZE_RELAY: 'pubsub',
      ANTIFREEZE_RELAY_TOPIC: topic,
    });

    expect(url).toBe(`/v1/${topic}:publish`);
  },
);

test('unit tests of traced handlers pass under Jest, which ends by itself, with no collector', () => {
  for (const name of ['@aws-sdk', 'aws-sdk-client-mock'])
    symlinkSync(realpathSync(`node_modules/${name}`), join(project, 'node_modules', name));
  cpSync('test/jest', join(project, 'jest'), { recursive: true });

  const jest = realpathSync('node_modules/jest/bin/jest.js');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [jest, '--json', '--testTimeout=60000'],
    {
      cwd: project,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
      timeout: 240_000,
    },
  );

  expect(JSON.parse(stdout)).toMatchObject({ numPassedTests: 5, numTotalTests: 5 });
  expect(stderr).not.toMatch(/did not exit/);
  expect(status).toBe(0);
});

test('its types keep the type of the handler, in both formats', () => {
  mkdirSync(join(project, 'types'), { recursive: true });
  const code = `import { traceLambda, type TraceOptions } from 'antifreeze';
    import { instrumentPubSub, traceCloudEvent } from 'antifreeze/gcp';
    import { createPubSubRelay, type PubSubRelay } from 'antifreeze/gcp/relay';
    import { createRelay, type RelayHandler } from 'antifreeze/relay';
    const lambda: RelayHandler = createRelay();
    const relay: PubSubRelay = traceCloudEvent(createPubSubRelay(), { pubsub: { messageContext: false } });
    const topic: { name: string } = instrumentPubSub({ name: 'orders' });
    void [lambda, relay, topic];
    const options: TraceOptions = { flush: 'before-response' };
    const original = async (event: { id: string }) => event.id.length;
    const wrapped: (event: { id: string }) => Promise<number> = traceLambda(original, options);
    // @ts-expect-error the handler's own parameter is kept
    void wrapped({ id: 1 });`;
  for (const file of ['types/esm.mts', 'types/cjs.cts']) writeFileSync(join(project, file), code);
  // The one package that the published types need, and every user has.
  mkdirSync(join(project, 'node_modules/@opentelemetry'), { recursive: true });
  const api = realpathSync('node_modules/@opentelemetry/api');
  symlinkSync(api, join(project, 'node_modules/@opentelemetry/api'));
  writeFileSync(
    join(project, 'types/tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        module: 'nodenext',
        strict: true,
        noEmit: true,
        types: [],
        lib: ['es2023', 'dom'],
      },
    }),
  );

  const compiler = join(realpathSync('node_modules/typescript'), 'bin/tsc');
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', 'types'], {
    cwd: project,
    encoding: 'utf8',
  });

  expect(stdout).toBe('');
});
