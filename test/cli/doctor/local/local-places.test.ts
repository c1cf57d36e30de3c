import { expect, test } from 'vitest';
import { findingsIn, manifest, service, traced } from './findings-in.ts';

test.each<
  readonly [typescript: string, config: Readonly<Record<string, string>>, isMissed: boolean]
>([
  ['5.9.3', { target: 'es2022' }, true],
  ['5.9.3', { module: 'ESNext' }, true],
  ['5.9.3', {}, false],
  ['5.9.3', { target: 'ES5' }, false],
  ['5.9.3', { target: 'es2022', module: 'CommonJS' }, false],
  ['5.9.3', { module: 'node16' }, false],
  ['5.9.3', { module: 'preserve' }, false],
  ['5.9.3', { module: 'commonjs', moduleResolution: 'node' }, false],
  ['5.9.3', { extends: '@tsconfig/node22' }, false],
  ['6.0.2', { target: 'es2022' }, false],
])(
  'TypeScript %s with %j misses packages: %s',
  (version, { extends: base, ...options }, isMissed) => {
    const findings = findingsIn({
      'package.json': manifest(),
      'serverless.yml': service(),
      'index.ts': traced,
      'tsconfig.json': JSON.stringify({ extends: base, compilerOptions: options }),
      'node_modules/typescript/package.json': JSON.stringify({ version }),
    });

    expect(findings.map(({ id }) => id)).toEqual(isMissed ? ['module-resolution'] : []);
  },
);

test('where SAM has a package.json for each function, it is told there what to install', () => {
  const [found] = findingsIn({
    'template.yaml': `Transform: AWS::Serverless-2016-10-31
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: hello/
      Handler: app.handler
      Runtime: nodejs24.x
      MemorySize: 512
      Environment: { Variables: { ANTIFREEZE_ENDPOINT: aws } }
`,
    'hello/app.mjs': traced,
    'hello/package.json': '{}',
    'hello/yarn.lock': '',
    'web/package.json': '{ "dependencies": { "antifreeze": "1" } }',
  });

  expect(found).toMatchObject({
    id: 'not-installed',
    lines: [
      {
        file: 'hello/package.json',
        where: 'by this command in hello',
        text: 'yarn add antifreeze',
      },
    ],
  });
});

test('above the folders of functions, these are named, and nothing has to be installed', () => {
  const findings = findingsIn({
    'package.json': '{ "workspaces": ["services/*"] }',
    'services/api/serverless.yml': service(),
    'services/worker/template.yaml': 'Resources: {}',
  });

  expect(findings).toMatchObject([
    {
      id: 'no-function',
      message:
        'No function was found in this folder, but there are configurations in services/api, services/worker.',
    },
  ]);
});

test.each<readonly [file: string, text: string, where: string]>([
  [
    'sst.config.ts',
    "new sst.aws.Function('Orders', { handler: 'index.handler' });",
    'line 1, in the arguments of the function',
  ],
  ['README.md', '', 'among the variables that it is deployed with'],
])('beside %s the endpoint goes where variables are', (file, text, where) => {
  const [found] = findingsIn({ 'package.json': manifest(), 'index.mjs': traced, [file]: text });

  expect(found).toMatchObject({ id: 'endpoint-not-named', lines: [{ where }] });
});

test.each([
  {
    file: 'serverless.yml',
    text: service().replace('ANTIFREEZE_ENDPOINT: aws', 'TABLE: orders'),
    line: /: aws # or/,
  },
  {
    file: 'serverless.ts',
    text: "module.exports = { functions: { api: { handler: 'index.handler' } } };",
    line: /: 'aws', \/\/ or/,
  },
])('in $file the line is of its language', ({ file, text, line }) => {
  const [found] = findingsIn({ 'package.json': manifest(), 'index.mjs': traced, [file]: text });

  expect(found?.lines[0]).toMatchObject({
    file,
    where: 'under provider.environment',
    text: expect.stringMatching(line),
  });
});
