import { expect, test } from 'vitest';
import { localRules } from '../../../../src/cli/doctor/local/rules/index.ts';
import { type Files, findingsIn, manifest, service, traced } from './findings-in.ts';

/** A project with nothing wrong. */
const sound: Files = {
  'package.json': manifest(),
  'serverless.yml': service(),
  'index.mjs': traced,
};
const withDependencies = (more: object) => ({
  ...sound,
  'package.json': manifest({ dependencies: { antifreeze: '1', ...more } }),
});

const cases: readonly (readonly [id: string, when: string, files: Files])[] = [
  ['not-installed', 'the package is not named', { ...sound, 'package.json': '{}' }],
  [
    'dev-dependency',
    'it is for development only',
    { ...sound, 'package.json': '{ "devDependencies": { "antifreeze": "1" } }' },
  ],
  ...['aws-xray-sdk', '@sentry/aws-serverless', '@lumigo/tracer', 'datadog-lambda-js'].map(
    (name) =>
      ['other-tracer-installed', `${name} is there`, withDependencies({ [name]: '1' })] as const,
  ),
  [
    'other-tracer-installed',
    "OpenTelemetry's own is there",
    withDependencies({ '@opentelemetry/auto-instrumentations-node': '1' }),
  ],
  [
    'other-tracer-installed',
    'a plugin attaches it when the project is deployed',
    {
      ...sound,
      'package.json': manifest({ devDependencies: { 'serverless-plugin-datadog': '5' } }),
    },
  ],
  ...['20.x', '^18.0.0', '>=18 <21', '16 || 18'].map(
    (node) =>
      [
        'node-engine',
        `engines ask for ${node}`,
        { ...sound, 'package.json': manifest({ engines: { node } }) },
      ] as const,
  ),
  ['sdk-v2', 'the old SDK is there', withDependencies({ 'aws-sdk': '2' })],
  ['no-function', 'there is none', { 'package.json': manifest() }],
  [
    'not-traced',
    'the handler is bare',
    { ...sound, 'index.mjs': 'export const handler = async () => 1;' },
  ],
  [
    'handler-missing',
    'the handler is somewhere else',
    { ...sound, 'serverless.yml': service('', 'api: { handler: elsewhere.handler }') },
  ],
  [
    'handler-not-exported',
    'the name is another one',
    { ...sound, 'index.mjs': 'export const other = 1;' },
  ],
  [
    'handler-unclear',
    'it is made elsewhere',
    {
      ...sound,
      'index.mjs': "import { wrap } from './wrap.mjs';\nexport const handler = wrap(() => 1);",
    },
  ],
  [
    'wrong-entry',
    'the entry is that of another cloud',
    { ...sound, 'index.mjs': traced.replace('antifreeze', 'antifreeze/gcp') },
  ],
  [
    'endpoint-not-named',
    'nothing says where spans go',
    { ...sound, 'serverless.yml': service().replace('ANTIFREEZE_ENDPOINT: aws', 'TABLE: orders') },
  ],
  [
    'sdk-in-bundle',
    'webpack bundles it',
    {
      ...withDependencies({ '@aws-sdk/client-s3': '3' }),
      'webpack.config.js': 'module.exports = { target: "node22" };',
    },
  ],
  [
    'sdk-in-bundle',
    "esbuild's command line bundles it",
    {
      ...sound,
      'package.json': manifest({
        dependencies: { antifreeze: '1', '@google-cloud/pubsub': '5' },
        scripts: { build: 'esbuild index.mjs --bundle --minify --outfile=out.js' },
      }),
    },
  ],
  [
    'module-resolution',
    'TypeScript finds no packages',
    {
      'package.json': manifest(),
      'serverless.yml': service(),
      'index.ts': traced,
      'tsconfig.json': '{ "compilerOptions": { "moduleResolution": "classic" } }',
    },
  ],
];

test.each(cases)('%s is found where %s, and nothing else', (id, _, files) => {
  const findings = findingsIn(files);

  expect(findings.map((finding) => finding.id)).toEqual([id]);
  expect(findings[0]?.message).toMatch(/^[A-Za-z@\d].*[.?]$/);
});

test('every rule has a case, and an id of its own', () => {
  const ids = localRules.map(({ id }) => id);

  expect(new Set(cases.map(([id]) => id))).toEqual(new Set(ids));
  expect(new Set(ids).size).toBe(ids.length);
});

test.each<readonly [string, Files]>([
  ['a function that is traced in its code', sound],
  [
    'a range of versions with an open end',
    { ...sound, 'package.json': manifest({ engines: { node: '>=18' } }) },
  ],
  [
    'an SDK that stays out of the bundle',
    {
      ...withDependencies({ '@aws-sdk/client-s3': '3' }),
      'webpack.config.js': 'module.exports = { externals: [/^@aws-sdk/] };',
    },
  ],
  [
    'an SDK in a bundle with the plugin',
    {
      ...withDependencies({ '@aws-sdk/client-s3': '3' }),
      'webpack.config.js':
        "const { antifreezePlugin } = require('antifreeze/webpack');\nmodule.exports = {};",
    },
  ],
  [
    'tsup, which leaves packages out',
    { ...withDependencies({ '@aws-sdk/client-s3': '3' }), 'tsup.config.ts': 'export default {};' },
  ],
  [
    'a package for development that is bundled',
    {
      ...sound,
      'package.json': '{ "devDependencies": { "antifreeze": "1" } }',
      'tsup.config.ts': 'export default { noExternal: [/.*/] };',
    },
  ],
  [
    'a queue whose URL CloudFormation knows',
    {
      ...sound,
      'serverless.yml': service().replace(
        'ANTIFREEZE_ENDPOINT: aws',
        'ANTIFREEZE_RELAY: sqs, ANTIFREEZE_RELAY_QUEUE_URL: !GetAtt Relay.Outputs.QueueUrl',
      ),
    },
  ],
  [
    'functions of other languages',
    {
      ...sound,
      'serverless.yml': service(
        '',
        'api: { handler: index.handler }\n  py: { handler: a.b, runtime: python3.13 }',
      ),
    },
  ],
  [
    'what is built from what is traced',
    {
      ...sound,
      'serverless.yml': service('', 'api: { handler: dist/index.handler }'),
      'src/index.ts': traced,
      'index.mjs': '',
    },
  ],
  [
    'an image for Lambda',
    {
      'package.json': manifest(),
      Dockerfile:
        'FROM public.ecr.aws/lambda/nodejs:24\nENV ANTIFREEZE_ENDPOINT=aws\nCMD ["index.handler"]',
      'index.mjs': traced,
    },
  ],
  [
    'SST',
    {
      'package.json': manifest(),
      'sst.config.ts': "new sst.aws.Function('Orders', { handler: 'index.handler' });",
      'index.mjs': traced.replace('(run)', "(run, { endpoint: 'aws' })"),
    },
  ],
  [
    'serverless.ts',
    {
      'package.json': manifest(),
      'serverless.ts':
        "export = { plugins: ['antifreeze/serverless-plugin'], functions: { api: { handler: 'index.handler' } } };",
      'index.mjs': traced.replace('(run)', "(run, { endpoint: 'aws' })"),
    },
  ],
])('nothing is wrong with %s', (_, files) => {
  expect(findingsIn(files)).toEqual([]);
});
