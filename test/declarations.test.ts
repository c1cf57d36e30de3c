import { execFileSync, spawnSync } from 'node:child_process';
import {
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
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** What can be set in code, on every platform. */
const options = [
  'AwsSdkInstrumentationOptions',
  'ExtractContext',
  'HostPattern',
  'HttpInstrumentationOptions',
  'IdGenerator',
  'Instrumentation',
  'InstrumentationOptions',
  'Instrumentations',
  'LogFields',
  'ReadableSpan',
  'Sampler',
  'SamplingResult',
  'SpanProcessor',
  'TraceOptions',
  'UrlPattern',
];

/** All that can be imported, by the file that has it: the package's promise. */
const publicNames: Readonly<Record<string, readonly string[]>> = {
  index: [
    ...options,
    'BatchResponse',
    'KafkaItemIdentifier',
    'RecordHandler',
    'RecordOptions',
    'TraceLambdaOptions',
    'instrumentAwsClient',
    'secretQueryParameters',
    'traceFields',
    'traceLambda',
    'traceRecord',
    'traceRecords',
  ],
  gcp: [
    ...options,
    'GcpInstrumentationOptions',
    'PubSubInstrumentationOptions',
    'TraceFunctionOptions',
    'instrumentPubSub',
    'traceCloudEvent',
    'traceEventFunction',
    'traceFields',
    'traceHttpFunction',
    'traceServer',
  ],
  'gcp-register': [],
  relay: [
    'RelayContext',
    'RelayDestination',
    'RelayEvent',
    'RelayHandler',
    'RelayOptions',
    'RelayRecord',
    'RelayResponse',
    'createRelay',
  ],
  'gcp-relay': [
    'PubSubEvent',
    'PubSubRelay',
    'PubSubRelayOptions',
    'PushRequest',
    'PushResponse',
    'RelayDestination',
    'createPubSubRelay',
  ],
  esbuild: ['EsbuildPlugin', 'antifreezePlugin'],
  rollup: ['RollupPlugin', 'antifreezePlugin'],
  webpack: ['WebpackPlugin', 'antifreezePlugin'],
  cdk: [
    'AntifreezeLayer',
    'AntifreezeRelay',
    'AntifreezeRelayProps',
    'HeaderSecret',
    'LogsProps',
    'SignalProps',
    'TraceFunctionProps',
    'traceFunction',
  ],
};

const files = ['esm', 'cjs'].flatMap((format) =>
  Object.keys(publicNames).map((name) => ({ name, file: `dist/${format}/${name}.d.ts` })),
);

const comment = /\/\*\*[\s\S]*?\*\//g;
const declaration =
  /^(export )?(?:declare )?(?:abstract )?(?:function|const|class|interface|type) (\w+)/gm;

/** What a file declares and what it exports: where it is declared, or at the end. */
function namesIn(file: string): { text: string; declared: string[]; exported: string[] } {
  const text = readFileSync(file, 'utf8').replace(comment, '');
  const found = [...text.matchAll(declaration)];
  const [, list = ''] = /^export (?:type )?\{([^}]*)\};$/m.exec(text) ?? [];
  const atEnd = list.split(',').map((each) => each.trim().replace(/^type /, ''));
  const exported = found.filter(([, direct]) => direct).map(([, , name = '']) => name);
  return {
    text,
    declared: found.map(([, , name = '']) => name),
    exported: [...new Set([...exported, ...atEnd])].filter((name) => name !== '').sort(),
  };
}

test.each(files)(
  '$file exports what it promises, under the names that it has',
  ({ name, file }) => {
    const { declared, exported } = namesIn(file);

    expect(exported).toEqual(publicNames[name]?.toSorted());
    expect(declared).toEqual(expect.arrayContaining(exported));
  },
);

test.each(files)('$file has nothing that no public name needs', ({ file }) => {
  const { text, declared, exported } = namesIn(file);
  const timesOf = (name: string) => text.split(new RegExp(`\\b${name}\\b`)).length - 1;

  expect(declared.filter((name) => !exported.includes(name) && timesOf(name) < 2)).toEqual([]);
});

test.each(files)('$file needs nothing but what its users have', ({ name, file }) => {
  const { text } = namesIn(file);
  const needed = [...text.matchAll(/(?:from |import\(|require\(|types=)"([^"]+)"/g)];
  const allowed =
    name === 'cdk' ? /^(?:aws-cdk-lib(?:\/[\w-]+)?|constructs)$/ : /^@opentelemetry\/api$/;

  expect(needed.filter(([, from = '']) => !allowed.test(from))).toEqual([]);
  expect(text).not.toMatch(/\bNodeJS\.|\bBuffer\b/);
});

test('there are no other declarations', () => {
  const found = ['esm', 'cjs'].flatMap((format) =>
    readdirSync(`dist/${format}`, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.d.ts'))
      .map((file) => `dist/${format}/${file}`),
  );

  expect(found.toSorted()).toEqual(files.map(({ file }) => file).toSorted());
});

let project: string;

/** A project that has installed the package as npm would publish it, and what its declarations may need. */
beforeAll(() => {
  project = mkdtempSync(join(realpathSync(tmpdir()), 'typed-'));
  const run = (...args: string[]) =>
    execFileSync('npm', args, { cwd: project, stdio: ['ignore', 'ignore', 'ignore'] });
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "commonjs" }');
  run('pack', realpathSync('.'), '--ignore-scripts', '--silent');
  const tarball = readdirSync(project).find((name) => name.endsWith('.tgz')) ?? '';
  run('install', tarball, '--offline', '--legacy-peer-deps', '--silent');
  mkdirSync(join(project, 'node_modules/@opentelemetry'));
  symlinkSync(
    realpathSync('node_modules/@opentelemetry/api'),
    join(project, 'node_modules/@opentelemetry/api'),
  );
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** Uses something of every entry but the CDK's. */
const program = `
  import { traceFields, traceLambda, traceRecords, type TraceLambdaOptions } from 'antifreeze';
  import { traceHttpFunction, traceServer, type TraceFunctionOptions } from 'antifreeze/gcp';
  import { createPubSubRelay, type PubSubRelay } from 'antifreeze/gcp/relay';
  import 'antifreeze/gcp/register';
  import { createRelay, type RelayHandler } from 'antifreeze/relay';
  import { antifreezePlugin, type EsbuildPlugin } from 'antifreeze/esbuild';
  import { antifreezePlugin as forRollup } from 'antifreeze/rollup';
  import { antifreezePlugin as forRolldown } from 'antifreeze/rolldown';
  import { antifreezePlugin as forVite } from 'antifreeze/vite';
  import { antifreezePlugin as forWebpack, type WebpackPlugin } from 'antifreeze/webpack';
  import { antifreezePlugin as forRspack } from 'antifreeze/rspack';

  const options: TraceLambdaOptions & TraceFunctionOptions = {
    sampler: 'always_on',
    keep: { slowerThan: { 'GET /orders': 500 } },
    logs: { exporter: 'otlp' },
    http: { ignoreHosts: ['example.com'] },
  };
  export const handler: (event: { id: string }) => Promise<number> = traceLambda(
    async (event: { id: string }) => event.id.length,
    options,
  );
  // @ts-expect-error the handler's own parameter is kept
  void handler({ id: 1 });
  // @ts-expect-error there is no such option
  traceLambda(handler, { servicName: 'orders' });
  export const batch = (event: { Records: { messageId: string; body: string }[] }) =>
    traceRecords(event, async (record, span) => void span.setAttribute('length', record.body.length));
  const failures: Promise<{ batchItemFailures: { itemIdentifier: string }[] }> = batch({ Records: [] });
  const relay: RelayHandler = createRelay({ destinations: [] });
  const pubSub: PubSubRelay = createPubSubRelay();
  const plugin: EsbuildPlugin = antifreezePlugin();
  const names: string[] = [plugin.name, forRollup().name, forRolldown().name, forVite().name];
  const packs: WebpackPlugin[] = [forWebpack(), forRspack()];
  const fields: Readonly<Record<string, string | boolean>> = traceFields();
  export const all = [failures, relay, pubSub, names, packs, fields, traceServer, traceHttpFunction];`;

/** The one that is told of in package.json, and an old one, which is that of a check of ours. */
const compilers = {
  current: join(realpathSync('node_modules/typescript'), 'bin/tsc'),
  old: join(
    dirname(
      createRequire(realpathSync('node_modules/@arethetypeswrong/core/package.json')).resolve(
        'typescript/package.json',
      ),
    ),
    'bin/tsc',
  ),
};

interface Way {
  readonly compiler: keyof typeof compilers;
  readonly file: string;
  readonly module: string;
  readonly moduleResolution: string;
}

const ways: readonly Way[] = [
  { compiler: 'current', file: 'use.mts', module: 'node16', moduleResolution: 'node16' },
  { compiler: 'current', file: 'use.cts', module: 'node16', moduleResolution: 'node16' },
  { compiler: 'current', file: 'use.mts', module: 'nodenext', moduleResolution: 'nodenext' },
  { compiler: 'current', file: 'use.cts', module: 'nodenext', moduleResolution: 'nodenext' },
  { compiler: 'current', file: 'use.ts', module: 'esnext', moduleResolution: 'bundler' },
  { compiler: 'current', file: 'use.ts', module: 'preserve', moduleResolution: 'bundler' },
  { compiler: 'old', file: 'use.mts', module: 'node16', moduleResolution: 'node16' },
  { compiler: 'old', file: 'use.cts', module: 'node16', moduleResolution: 'node16' },
  { compiler: 'old', file: 'use.ts', module: 'esnext', moduleResolution: 'bundler' },
  { compiler: 'old', file: 'use.ts', module: 'commonjs', moduleResolution: 'node10' },
];

/** What a compiler says of a program. */
function compile(
  { compiler, file, ...resolution }: Way,
  skipLibCheck: boolean,
  code: string,
): string {
  writeFileSync(join(project, file), code);
  const config = {
    compilerOptions: {
      ...resolution,
      skipLibCheck,
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      target: 'es2022',
      lib: ['es2023', 'dom'],
      types: [],
    },
    files: [file],
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config));
  return spawnSync(process.execPath, [compilers[compiler], '-p', '.'], {
    cwd: project,
    encoding: 'utf8',
  }).stdout;
}

test.each(ways.flatMap((way) => [true, false].map((skipLibCheck) => ({ ...way, skipLibCheck }))))(
  'the $compiler compiler takes them in $file for $moduleResolution, $module, with skipLibCheck $skipLibCheck',
  ({ skipLibCheck, ...way }) => {
    expect(compile(way, skipLibCheck, program)).toBe('');
  },
);

const constructs = `
  import { AntifreezeLayer, AntifreezeRelay, type AntifreezeRelayProps, traceFunction } from 'antifreeze/cdk';
  import { Stack } from 'aws-cdk-lib';
  import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
  const stack = new Stack();
  const props: AntifreezeRelayProps = { endpoint: 'aws' };
  const relay = new AntifreezeRelay(stack, 'Relay', props);
  const orders = new Function(stack, 'Orders', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromAsset('dist'),
  });
  traceFunction(orders, { layer: new AntifreezeLayer(stack, 'Layer'), relay });`;

test.each(ways.filter(({ module }) => module === 'nodenext' || module === 'preserve'))(
  'the constructs for the CDK compile against it in $file for $moduleResolution',
  (way) => {
    for (const name of ['aws-cdk-lib', 'constructs']) {
      const link = join(project, 'node_modules', name);
      if (!existsSync(link)) symlinkSync(realpathSync(`node_modules/${name}`), link);
    }

    expect(compile(way, true, constructs)).toBe('');
  },
);
