import { afterEach, expect, test, vi } from 'vitest';
import {
  addToConsole,
  type ConsoleLines,
} from '../../../src/instrumentation/log-fields/console.ts';

const fields = { trace_id: '0af7651916cd43dd8448eb211c80319c', span_id: 'b7ad6b7169203331' };
const inText = ` trace_id=${fields.trace_id} span_id=${fields.span_id}`;
const original = { ...console };
afterEach(() => void Object.assign(console, original));

test.each([
  [['100 %s', 'x'], `100 x${inText}`],
  [['100 %', 1, {}], `100 % 1 {}${inText}`],
  [['%s and %d'], `%s and %d${inText}`],
  [['{not json}'], `{not json}${inText}`],
  [['{"a":1}'], `{"a":1,${JSON.stringify(fields).slice(1)}`],
  [['{"a":1}', 2], `{"a":1} 2${inText}`],
])('%j as text', (args, line) => {
  expect(linesOf('text', () => console.log(...args))).toEqual([['%s', line]]);
});

test.each([[[]], [['text']], [[{ a: 1 }]], [['{"a":1}', 2]]])(
  '%j is passed on as it is where only JSON has fields',
  (args) => {
    expect(linesOf('json', () => console.log(...args))).toEqual([args]);
  },
);

test('outside of a span each line is passed on as it is', () => {
  expect(linesOf('text', () => console.log('%s', 'a', { b: 1 }), {})).toEqual([
    ['%s', 'a', { b: 1 }],
  ]);
});

test('fields that cannot be read leave the line as it is', () => {
  const write = vi.fn();
  Object.assign(console, { log: write });
  addToConsole(() => {
    throw new Error('broken');
  }, 'text');

  console.log('still there');

  expect(write.mock.calls).toEqual([['still there']]);
});

test('what was one function under two names stays one', () => {
  const write = () => undefined;
  Object.assign(console, { log: write, info: write, warn: () => undefined });

  addToConsole(() => fields, 'text');

  expect(console.log).toBe(console.info);
  expect(console.log).not.toBe(console.warn);
});

test('what a line is made of may itself use JSON, and its errors pass', () => {
  const { stringify } = JSON;
  const lines: string[] = [];
  const write = (message: unknown) => {
    lines.push(JSON.stringify({ timestamp: 't', level: 'INFO', requestId: 'r', message }));
  };
  Object.assign(console, { log: write });
  addToConsole(() => fields, 'runtime-json');
  const failing = {
    toJSON() {
      throw new Error('mine');
    },
  };

  console.log({ toJSON: () => JSON.stringify({ level: 1 }) });

  expect(() => console.log(failing)).toThrow('mine');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { timestamp: 't', level: 'INFO', requestId: 'r', message: '{"level":1}', ...fields },
  ]);
  expect(JSON.stringify).toBe(stringify);
});

function linesOf(lines: ConsoleLines, work: () => void, found: object = fields): unknown[] {
  const write = vi.fn();
  Object.assign(console, { log: write });
  addToConsole(() => ({ ...found }), lines);
  work();
  return write.mock.calls;
}
