import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createGaps } from '../../../../src/cli/doctor/aws/gaps.ts';
import { describeProject } from '../../../../src/cli/doctor/local/describe-project.ts';
import { diagnoseProject } from '../../../../src/cli/doctor/local/diagnose-project.ts';
import { projectFiles } from '../../../../src/cli/doctor/local/project-files.ts';
import { runLocalDoctor } from '../../../../src/cli/doctor/local/run-local-doctor.ts';
import { createFolder, diagnosisOf, runDoctorIn } from './local-doctor.ts';

const names = [
  'package.json',
  'tsconfig.json',
  'serverless.yml',
  'template.yaml',
  'cdk.json',
  'Dockerfile',
  'main.tf',
  'index.mjs',
  'webpack.config.js',
  'sst.config.ts',
] as const;

/** What is said of a folder, without a process. */
function look(folder: string) {
  const gaps = createGaps();
  const project = describeProject(projectFiles(folder, gaps));
  return { project, diagnosis: diagnoseProject(project), gaps: gaps.list() };
}

test.each([
  ['bad YAML', 'serverless.yml', 'a: [S3CR3T\nb: }', /^it is not valid YAML: see line \d$/],
  [
    'tabs in YAML',
    'template.yaml',
    'Resources:\n\tApi: S3CR3T: x',
    /^it is not valid YAML: see line 2$/,
  ],
  ['bad JSON', 'package.json', '{ "name": S3CR3T }', /^it is not valid JSON$/],
  ['nothing', 'package.json', ' \n', /^it is empty$/],
  ['bytes', 'template.yaml', randomBytes(2_000).fill(0, 7, 9), /^it is no text$/],
  ['2 MB', 'serverless.yml', 'a: 1\n'.repeat(400_000), /^it is larger than a megabyte$/],
  ['aliases of aliases', 'template.yaml', bomb(), /^it is not valid YAML$/],
  ['brackets without end', 'serverless.yml', '['.repeat(500_000), /^it is not valid YAML/],
  ['lists without end', 'serverless.yml', '- '.repeat(500_000), /^it is not valid YAML/],
  ['something that has itself in it', 'template.yaml', 'a: &a [*a]', /^it is not valid YAML/],
])('%s in a file is told in a sentence', async (_, file, content, reason) => {
  const folder = createFolder({ [file]: content });

  const { code, error, json } = await diagnosisOf(folder);

  expect(error).toBe('');
  expect([0, 1]).toContain(code);
  expect(json.notChecked.find(({ what }) => what === file)?.reason).toMatch(reason);
  expect(JSON.stringify(json)).not.toContain('S3CR3T');
});

/** A hundred million texts, where they were written out. */
function bomb(): string {
  const levels = Array.from({ length: 8 }, (_, level) => {
    const below = level === 0 ? 'x' : `*l${level - 1}`;
    return `l${level}: &l${level} [${Array(10).fill(below).join(', ')}]`;
  });
  return levels.join('\n');
}

test('comments, and commas at the end of lists, are no mistake in JSON', () => {
  const folder = createFolder({
    'tsconfig.json': '\ufeff{ /* a, */ "compilerOptions": { "moduleResolution": "Node", }, // }\n}',
  });

  const { project, gaps } = look(folder);

  expect(project.compiler?.moduleResolution).toBe('node');
  expect(gaps).toEqual([]);
});

test('links that lead around in a circle, pipes, and what may not be read end nothing', async () => {
  const folder = createFolder({ 'src/index.mjs': 'export const handler = 1;', 'private/a.tf': '' });
  symlinkSync('..', join(folder, 'src/up'));
  symlinkSync('package.json', join(folder, 'package.json'));
  symlinkSync('nowhere', join(folder, 'tsconfig.json'));
  mkdirSync(join(folder, 'template.yaml'));
  execFileSync('mkfifo', [join(folder, 'serverless.yml')]);
  chmodSync(join(folder, 'private'), 0);

  const { code, error, json } = await diagnosisOf(folder);
  chmodSync(join(folder, 'private'), 0o700);

  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(json.functions.map(({ file }) => file)).toEqual(['src/index.mjs']);
  expect(json.notChecked.slice(0, -1)).toEqual(
    expect.arrayContaining([
      { what: 'package.json', reason: 'reading it failed with ELOOP' },
      { what: 'serverless.yml', reason: 'it is no file' },
      { what: 'template.yaml', reason: 'it is no file' },
    ]),
  );
});

test('a folder that may not be read is a gap, and where it is the project, nothing is looked at', async () => {
  const folder = createFolder({ 'index.mjs': 'export const handler = 1;', 'private/a.tf': '' });
  const lines: string[] = [];
  const environment = {
    out: () => undefined,
    error: (line: string) => lines.push(line),
    layout: { width: undefined, color: false },
    variables: {},
  };
  chmodSync(folder, 0o755);
  chmodSync(join(folder, 'private'), 0);

  const [{ gaps }, code] = asNobody(() => [
    look(folder),
    runLocalDoctor(['--no-send', '--path', join(folder, 'private')], environment),
  ]);

  chmodSync(join(folder, 'private'), 0o700);
  expect(gaps).toEqual([{ what: 'private', reason: 'reading it failed with EACCES' }]);
  expect(await code).toBe(2);
  expect(lines).toEqual([`The folder ${join(folder, 'private')} can't be read: EACCES.\n`]);
});

/** Runs what ends at once, without the rights of an administrator. */
function asNobody<Result>(run: () => Result): Result {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    return run();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

test('an empty folder, and one that is not there', async () => {
  const folder = createFolder();

  const empty = await diagnosisOf(folder);
  const absent = await runDoctorIn(folder, ['--path', 'elsewhere']);

  expect(empty.json.findings.map(({ id }) => id)).toEqual(['no-function']);
  expect(absent).toEqual({ code: 2, out: '', error: 'There is no folder elsewhere.\n' });
});

test.each([
  [['--endpoint', 'collector:4318'], '--endpoint is not aws, google, or a URL'],
  [['--fail-on', 'hint'], '--fail-on is not one of error, warning, never.'],
  [['--region', 'eu-west-1'], '--region'],
])('%j is a mistake, told with the usage', async (args, problem) => {
  const { code, out, error } = await runDoctorIn(createFolder(), args);

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(error).toContain(problem);
  expect(error).toMatch(/\n\nUsage: antifreeze doctor --local /);
});

test('help is told without looking at anything', async () => {
  const { code, out, error } = await runDoctorIn('/', ['--help']);

  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).toMatch(/^Usage: antifreeze doctor --local /);
});

/** Pieces that mean something in one of the files, in any order. */
const piece = fc.constantFrom(
  ...'functions:\n |Resources:\n |  Api:\n|    handler: |    Type: AWS::Serverless::Function\n|    Properties:\n'.split(
    '|',
  ),
  ...[
    '!Ref ',
    '!Sub ',
    '&a ',
    '*a',
    '<<: *a',
    `\${file(serverless.yml)}`,
    `\${`,
    '}',
    '{',
    '[',
    ']',
  ],
  ...['"', "'", '`', '/*', '//', '#', '\n', ': ', ',', '(', ')', '=>', '\\', '/a[/]/g'],
  ...[
    'export const handler = ',
    'module.exports = ',
    'new NodejsFunction(this, ',
    'FROM node:24\nCMD ',
  ],
  ...[
    'resource "aws_lambda_function" "a" {\n',
    '__proto__',
    'constructor',
    'null',
    '0',
    '"plugins": ',
  ],
);

test('whatever the files hold, nothing is thrown', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom(...names),
        fc.array(piece, { maxLength: 40 }).map((all) => all.join('')),
      ),
      (files) => {
        // As long as the property runs, not the test.
        const texts = new Map(Object.entries(files));
        const gaps = createGaps();
        const project = describeProject({
          gaps,
          paths: [...texts.keys()],
          has: (path) => texts.has(path),
          read: (path) => texts.get(path),
        });

        diagnoseProject(project);

        expect(gaps.list().filter(({ reason }) => reason.includes('beyond'))).toEqual([]);
      },
    ),
    { numRuns: 2_000 },
  );
});
