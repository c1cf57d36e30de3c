import { execFile } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../../../harness/collector/collector.ts';
import type { Lines } from '../../../../src/cli/doctor/local/project.ts';
import { readHandler } from '../../../../src/cli/doctor/local/read-handler.ts';
import { patience } from '../../../patience.ts';
import { linkPackages } from './link-packages.ts';
import { createFolder } from './local-doctor.ts';

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
});
beforeEach(() => collector.clear());
afterAll(() => collector.close());

const read = (file: string, text: string) =>
  readHandler({ file, text, exportName: 'handler', wrapper: 'traceLambda', entry: 'antifreeze' });

/** Does to a text what the lines say. */
function written(text: string, lines: readonly Lines[]): string {
  const [load, ...changes] = lines;
  // What goes above a line comes last, or it would be changed with the line.
  const inOrder = changes.toSorted(
    (one, other) => one.where.indexOf('line') - other.where.indexOf('line'),
  );
  const atEnd = changes.filter(({ where }) => where === 'at the end').map((each) => each.text);
  const rows = text
    .split('\n')
    .map((row, index) =>
      inOrder
        .filter(({ where }) => rowOf(where) === index)
        .reduce((before, { where, text: given }) => changed(before, where, given), row),
    );
  return [load?.text, ...rows, ...atEnd].join('\n');
}

function rowOf(where: string): number {
  return Number(/line (\d+)/.exec(where)?.[1]) - 1;
}

function changed(row: string, where: string, given: string): string {
  if (where.startsWith('above')) return `${given}\n${row}`;
  const [, part] = / in place of (.+)$/.exec(where) ?? [];
  if (part) return row.replace(new RegExp(`${part}(?!.*\\b${part}\\b)`), given);
  // The parameters, which are left as they are.
  return given.endsWith('(…') ? row.replace(/^.*?(?=\()/, given.slice(0, -2)) : given;
}

test.each([
  ['an arrow function', 'index.mjs', 'export const handler = async (event) => event.id;\n'],
  [
    'one over several lines, with brackets in its texts',
    'index.mjs',
    "const close = ')';\n// ) }\nexport const handler = async ({ id }) => {\n  if (/[)}]/.test(close)) return id;\n  return '}';\n};\n",
  ],
  ['a function', 'index.mjs', 'export async function handler(event) {\n  return event.id;\n}\n'],
  [
    'a list of exports',
    'index.mjs',
    'const handler = async ({ id }) => id;\nexport { handler };\n',
  ],
  [
    'another name in a list',
    'index.mjs',
    'const run = async ({ id }) => id;\nexport { run as handler };\n',
  ],
  ['an assignment', 'index.cjs', 'exports.handler = async ({ id }) => {\n  return id;\n};\n'],
  [
    'an assignment without a semicolon',
    'index.cjs',
    'module.exports.handler = async (event) => {\n  return event.id\n}\n',
  ],
  [
    'an object',
    'index.cjs',
    'const handler = async ({ id }) => id;\nmodule.exports = { handler };\n',
  ],
  [
    'an object with a value',
    'index.cjs',
    'module.exports = {\n  handler: async ({ id }) => id,\n};\n',
  ],
  [
    'what a library makes of it',
    'index.mjs',
    "import { promisify } from 'node:util';\nexport const handler = promisify((event, context, done) => {\n  done(null, event.id);\n});\n",
  ],
])('the lines for %s trace it', async (_, file, text) => {
  const bare = read(file, text);
  const traced = written(text, bare.wrap);
  const folder = createFolder({ [file]: traced });
  linkPackages(folder);

  const call = `import('./${file}').then(async (module) => {
    const { handler } = module.handler ? module : module.default;
    console.log(await handler({ id: 'o-42' }, { functionName: 'orders', awsRequestId: '1' }));
  })`;
  const said = await run(folder, call);

  expect(bare.state).toBe('bare');
  expect(read(file, traced), traced).toMatchObject({ state: 'wrapped', wrap: [] });
  expect(said).toBe('o-42\n');
  expect(collector.spans().map(({ name }) => name)).toContain('orders');
});

function run(cwd: string, code: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['-e', code],
      {
        cwd,
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...patience },
      },
      (failure, out) => (failure ? reject(failure) : resolve(out)),
    );
  });
}

test.each([
  [
    'wrapped',
    "import { traceLambda as t } from 'antifreeze';\nexport const handler = t(async () => 1);",
  ],
  [
    'wrapped',
    "import * as a from 'antifreeze';\nexport const handler = middy(a.traceLambda(run));",
  ],
  [
    'wrapped',
    "const { traceLambda: t } = require('antifreeze');\nconst run = t(async () => 1);\nexports.handler = run;",
  ],
  ['wrapped', 'var t="antifreeze/0.1.0";var h=x(y);export{h as handler};'],
  ['bare', "// traceLambda(handler)\nexport const handler = async () => 'traceLambda(';"],
  [
    'bare',
    "import { traceLambda } from 'antifreeze';\nexport const other = traceLambda(run);\nexport const handler = async () => 1;",
  ],
  ['bare', "import middy from '@middy/core';\nexport const handler = middy(async () => 1);"],
  ['unclear', "import { wrap } from './wrap.js';\nexport const handler = wrap(async () => 1);"],
  ['unclear', "const { wrap } = require('../wrap');\nexports.handler = wrap(async () => 1);"],
  ['unclear', "export { handler } from './other.js';"],
  ['unclear', "export * from './other.js';"],
  ['unclear', "module.exports = require('./other');"],
  ['absent', 'export const other = async () => 1;'],
])('a handler is %s in %j', (state, text) => {
  expect(read('index.mjs', text).state).toBe(state);
});

test('what is in the texts of a handler is not repeated', () => {
  const { wrap } = read('index.mjs', "export const handler = async (key = 'S3CR3T') => key;");

  expect(wrap.map(({ text }) => text)).toEqual([
    "import { traceLambda } from 'antifreeze';",
    'export const handler = traceLambda(…);',
  ]);
});
