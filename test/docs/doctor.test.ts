import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { problemTables } from '../../scripts/doctor-table.ts';
import { createGaps } from '../../src/cli/doctor/aws/gaps.ts';
import { diagnose } from '../../src/cli/doctor/diagnose.ts';
import { doctorUsage } from '../../src/cli/doctor/doctor-arguments.ts';
import { describeProject } from '../../src/cli/doctor/local/describe-project.ts';
import { diagnoseProject } from '../../src/cli/doctor/local/diagnose-project.ts';
import { localUsage } from '../../src/cli/doctor/local/local-arguments.ts';
import { projectFiles } from '../../src/cli/doctor/local/project-files.ts';
import { renderLocalJson } from '../../src/cli/doctor/local/render-local-json.ts';
import { renderJson } from '../../src/cli/doctor/render-json.ts';
import { sound } from '../cli/doctor/sound-function.ts';

const docs = readFileSync('docs/doctor.md', 'utf8');

test.each(problemTables)(
  'docs/doctor.md holds the tables of problems as the code has them',
  (its) => {
    const [table] = docs.match(its.inDocs) ?? [];

    expect(table, 'run `npx node scripts/doctor-table.ts --write`').toBe(its.text);
  },
);

test('the policy allows what the code asks for, and nothing else', () => {
  const [, policy = ''] = /```json\n(.*?)```/s.exec(docs) ?? [];
  const [statement] = JSON.parse(policy).Statement;

  const sources = globSync('src/cli/doctor/aws/*.ts').map((file) => readFileSync(file, 'utf8'));
  const asked = sources.join().matchAll(/'((?:lambda|sqs|iam|kms|xray):\w+)'/g);
  // What is asked to be simulated is no question of its own; what lists functions is told where they are listed.
  const actions = new Set([...asked].map(([, action]) => action).concat('lambda:ListFunctions'));
  actions.delete('sqs:SendMessage');

  expect([...statement.Action].sort()).toEqual([...actions].sort());
});

test.each([doctorUsage, localUsage])('every option is in the documentation', (usage) => {
  const options = [...usage.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option]) => option);

  for (const option of options.filter((each) => each !== '--help'))
    expect(docs).toContain(`| \`${option}\` |`);
});

test('every field of the JSON is in the documentation', () => {
  const [, format = ''] = /### JSON\n.*?```\n(.*?)```/s.exec(docs) ?? [];
  const diagnoses = diagnose([{ ...sound, memory: 128 }]);
  const gaps = [{ what: 'a', reason: 'b' }];

  const json = renderJson({ regions: [{ region: 'eu-west-1', diagnoses, gaps }] }, true);

  const fields = [...json.matchAll(/"(\w+)":/g)].map(([, field]) => field);
  expect(fields.length).toBeGreaterThan(20);
  for (const field of fields) expect(format).toContain(`"${field}"`);
});

test('every field of the JSON of a project is in the documentation', () => {
  const [, format = ''] = /### JSON of a project\n.*?```\n(.*?)```/s.exec(docs) ?? [];
  const gaps = createGaps();
  gaps.add('a', 'b');
  const folder = 'test/cli/doctor/local/projects/serverless-plugin';
  const diagnosis = diagnoseProject(describeProject(projectFiles(folder, gaps)));
  const destination = { kind: 'endpoint', url: 'http://localhost:4318', headers: ['a'] } as const;
  const deliveries = [{ from: 'this shell', destination, traceId: undefined, findings: [] }];

  const json = renderLocalJson({ diagnosis, deliveries, gaps: gaps.list() });

  const fields = [...json.matchAll(/"(\w+)":/g)].map(([, field]) => field);
  expect(fields.length).toBeGreaterThan(20);
  for (const field of fields) expect(format).toContain(`"${field}"`);
});
