import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { doctorTable, tableInDocs } from '../../scripts/doctor-table.ts';
import { diagnose } from '../../src/cli/doctor/diagnose.ts';
import { doctorUsage } from '../../src/cli/doctor/doctor-arguments.ts';
import { renderJson } from '../../src/cli/doctor/render-json.ts';
import { sound } from '../cli/doctor/sound-function.ts';

const docs = readFileSync('docs/doctor.md', 'utf8');

test('docs/doctor.md holds the table of problems as the code has it', () => {
  const [table] = docs.match(tableInDocs) ?? [];

  expect(table, 'run `npx node scripts/doctor-table.ts --write`').toBe(doctorTable());
});

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

test('every option is in the documentation', () => {
  const options = [...doctorUsage.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option]) => option);

  for (const option of options.filter((each) => each !== '--help'))
    expect(docs).toContain(`| \`${option}\` |`);
});

test('every field of the JSON is in the documentation', () => {
  const [, format = ''] = /## JSON\n.*?```\n(.*?)```/s.exec(docs) ?? [];
  const diagnoses = diagnose([{ ...sound, memory: 128 }]);
  const gaps = [{ what: 'a', reason: 'b' }];

  const json = renderJson({ regions: [{ region: 'eu-west-1', diagnoses, gaps }] }, true);

  const fields = [...json.matchAll(/"(\w+)":/g)].map(([, field]) => field);
  expect(fields.length).toBeGreaterThan(20);
  for (const field of fields) expect(format).toContain(`"${field}"`);
});
