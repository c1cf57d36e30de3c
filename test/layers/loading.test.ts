import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { availableRuntimes, type RuntimeName } from '../../harness/lambda/index.ts';
import { startFunction } from '../start-function.ts';
import { type BuiltLayer, builtLayer } from './built-layer.ts';
import { writeTask } from './task.ts';

let layer: BuiltLayer;

beforeAll(async () => {
  layer = await builtLayer();
});
afterAll(() => layer.remove());

const commonJs = (answer: string) => `exports.handler = async () => '${answer}';`;
const module = (answer: string) => `export const handler = async () => '${answer}';`;
const defaultExport = 'export default { handler: async () => "by default" };';

/** What a folder may look like, and a handler's name: some work on one runtime only, some on none. */
const functions: Readonly<Record<string, { handler: string; files: Record<string, string> }>> = {
  'an ES module by its extension': {
    handler: 'index.handler',
    files: { 'index.mjs': module('mjs') },
  },
  'an ES module by its package': {
    handler: 'index.handler',
    files: { 'index.js': module('js'), 'package.json': '{ "type": "module" }' },
  },
  'CommonJS below an ES module package': {
    handler: 'src/index.handler',
    files: {
      'src/index.js': commonJs('below'),
      'src/package.json': '{}',
      'package.json': '{ "type": "module" }',
    },
  },
  'top-level await': {
    handler: 'index.handler',
    files: { 'index.mjs': `const answer = await Promise.resolve('awaited'); ${module('awaited')}` },
  },
  'each extension, of which the first counts': {
    handler: 'index.handler',
    files: {
      'index.js': commonJs('js'),
      'index.mjs': module('mjs'),
      'index.cjs': commonJs('cjs'),
    },
  },
  'both .mjs and .cjs': {
    handler: 'index.handler',
    files: { 'index.mjs': module('mjs'), 'index.cjs': commonJs('cjs') },
  },
  'no extension': { handler: 'index.handler', files: { index: commonJs('bare') } },
  'a folder with an index file': {
    handler: 'api.handler',
    files: { 'api/index.js': commonJs('folder') },
  },
  'a module among the dependencies': {
    handler: 'library.handler',
    files: { 'node_modules/library/index.js': commonJs('library') },
  },
  'a default export': { handler: 'index.handler', files: { 'index.mjs': defaultExport } },
  'a handler on a function': {
    handler: 'index.api.handler',
    files: { 'index.js': 'exports.api = () => {}; exports.api.handler = async () => "nested";' },
  },
  'a getter, as bundlers write it': {
    handler: 'index.handler',
    files: {
      'index.js':
        'Object.defineProperty(exports, "handler", { enumerable: true, get: () => async () => "got" });',
    },
  },
  'a mark of streaming that is none': {
    handler: 'index.handler',
    files: {
      'index.js': `${commonJs('odd')} exports.handler[Symbol.for('aws.lambda.runtime.handler.streaming')] = 'odd';`,
    },
  },
  'no such module': { handler: 'index.handler', files: {} },
  'no such module in a sub-folder': { handler: 'src/index.handler', files: {} },
  'no such export': { handler: 'index.other', files: { 'index.js': commonJs('one') } },
  'no such nested export': { handler: 'index.a.b.c', files: { 'index.js': commonJs('one') } },
  'an export that is no function': {
    handler: 'index.handler',
    files: { 'index.js': 'exports.handler = { no: "function" };' },
  },
  'a name without an export': { handler: 'index', files: { 'index.js': commonJs('one') } },
  'a name that leaves the folder': { handler: '../index.handler', files: {} },
  'a syntax error': { handler: 'index.handler', files: { 'index.js': 'exports.handler = (' } },
  'a syntax error in an ES module': {
    handler: 'index.handler',
    files: { 'index.mjs': 'export const handler = (' },
  },
  'an import that is missing': {
    handler: 'index.handler',
    files: { 'index.mjs': `import './missing.mjs'; ${module('one')}` },
  },
  'an error in an awaited step': {
    handler: 'index.handler',
    files: { 'index.mjs': `await Promise.reject(new RangeError('late')); ${module('one')}` },
  },
  'an error that is undefined': {
    handler: 'index.handler',
    files: { 'index.js': 'throw undefined;' },
  },
};

interface Result {
  readonly initError: unknown;
  readonly answer: readonly unknown[];
}

describe.each(availableRuntimes())('on $name the layer loads as the runtime does:', ({ name }) => {
  test.each(Object.keys(functions))('%s', async (title) => {
    const bare = await run(title, name, {});
    const attached = await run(title, name, layer.variables);

    expect(attached).toEqual(bare);
  });
});

async function run(
  title: string,
  runtime: RuntimeName,
  environment: Readonly<Record<string, string>>,
): Promise<Result> {
  const { handler = '', files = {} } = functions[title] ?? {};
  const task = writeTask(files);
  const fn = await startFunction({
    directory: task.directory,
    handler,
    runtime,
    environment: { OTEL_TRACES_EXPORTER: 'none', ...environment },
  });
  try {
    const { status, payload, errorType, errorMessage } = await fn.invoke({});
    const { errorType: type, errorMessage: message } = fn.initError ?? {};
    // One message names the file that imports: the runtime's, or the layer's.
    const readable = (text = '') =>
      text
        .replaceAll(task.directory, '<task>')
        .replace(/imported from \S+/, 'imported from <file>');
    const body = errorType === undefined ? payload : readable(errorMessage);
    return {
      initError: fn.initError && { type, message: readable(message) },
      answer: [status, errorType, body],
    };
  } finally {
    await fn.close();
    task.remove();
  }
}
