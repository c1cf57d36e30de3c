import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withFieldsInJson } from '../../../src/instrumentation/log-fields/json-line.ts';

const fields = { trace_id: '0af7651916cd43dd8448eb211c80319c', span_id: 'b7ad6b7169203331' };

test('any object keeps its text, and has the fields after it', () => {
  const objects = fc.dictionary(fc.string(), fc.jsonValue());
  const spaces = fc.stringMatching(/^[ \n\t]{0,3}$/);
  fc.assert(
    fc.property(objects, spaces, fc.nat(3), (object, space, indent) => {
      const text = `${space}${JSON.stringify(object, null, indent)}${space}`;

      const line = withFieldsInJson(text, fields) ?? '';

      expect(JSON.parse(line)).toEqual({ ...JSON.parse(text), ...fields });
      expect(line.startsWith(text.trimEnd().slice(0, -1))).toBe(true);
    }),
  );
});

test('what is no object has nothing to be added to', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const isObject = /^\s*\{/.test(text) && isJson(text);

      expect(withFieldsInJson(text, fields) !== undefined).toBe(isObject);
    }),
  );
  for (const text of ['{a}', '{"a":1}{"b":2}', '{', '[{}]', '']) {
    expect(withFieldsInJson(text, fields)).toBeUndefined();
  }
});

test('a line that has its trace stays as it is', () => {
  const text = '{"trace_id":"mine"}';

  expect(withFieldsInJson(text, fields)).toBe(text);
});

// Anything quadratic would run into the test's time-out.
test.each(['{', '}', '"', '\\', ' ', '[', '{"a":', ','])(
  'huge runs of %j cost linear time',
  (run) => {
    const text = run.repeat(2_000_000 / run.length);
    const line = JSON.stringify({ text });

    expect(withFieldsInJson(`{${text}}`, fields)).toBe(
      /^ +$/.test(text) ? `{${text}${JSON.stringify(fields).slice(1)}` : undefined,
    );
    expect(withFieldsInJson(line, fields)).toBe(
      `${line.slice(0, -1)},${JSON.stringify(fields).slice(1)}`,
    );
  },
);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
