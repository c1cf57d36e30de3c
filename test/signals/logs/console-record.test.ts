import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordOf } from '../../../src/signals/logs/console-record.ts';

test.each([
  { what: 'pino', line: { level: 40, time: 1, pid: 1, hostname: 'h', msg: 'low' }, severity: 13 },
  { what: 'bunyan', line: { v: 0, level: 60, name: 'app', msg: 'low' }, severity: 21 },
  { what: 'winston', line: { level: 'warn', message: 'low' }, severity: 13 },
  { what: 'Powertools', line: { level: 'CRITICAL', message: 'low', service: 's' }, severity: 21 },
  { what: 'Cloud Logging', line: { severity: 'WARNING', message: 'low' }, severity: 13 },
])('a line as $what writes it has its text and its level', ({ line, severity }) => {
  const record = recordOf([JSON.stringify(line)], 'info');

  expect(record).toMatchObject({ body: 'low', severityNumber: severity });
  expect(Object.keys(record.attributes ?? {})).not.toContain('level');
});

test.each([
  { err: { type: 'TypeError', message: 'no order', stack: 'TypeError: no order\n  at x' } },
  { error: { name: 'TypeError', message: 'no order', stack: 'TypeError: no order\n  at x' } },
  {
    errorType: 'TypeError',
    errorMessage: 'no order',
    stackTrace: ['TypeError: no order', '  at x'],
  },
])('the error in %j is an exception', (line) => {
  const { attributes } = recordOf([JSON.stringify({ message: 'failed', ...line })], 'error');

  expect(attributes).toEqual({
    'exception.type': 'TypeError',
    'exception.message': 'no order',
    'exception.stacktrace': 'TypeError: no order\n  at x',
  });
});

test('an error that is written is an exception, and its text stays', () => {
  const record = recordOf(['failed:', new RangeError('too far')], 'error');

  expect(record.body).toMatch(/^failed: RangeError: too far\n/);
  expect(record.attributes).toMatchObject({
    'exception.type': 'RangeError',
    'exception.message': 'too far',
  });
});

test('an object without a text is a text and attributes', () => {
  const record = recordOf([{ order: 7 }], 'debug');

  expect(record).toEqual({
    severityNumber: 5,
    severityText: 'DEBUG',
    body: '{ order: 7 }',
    attributes: { order: 7 },
  });
});

test('a line of JSON keeps all of its fields: as text, level, exception or attributes', () => {
  const fields = fc.dictionary(
    fc.oneof(fc.constantFrom('message', 'msg', 'level', 'severity', 'err', 'error'), fc.string()),
    fc.jsonValue(),
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(fields, (line) => {
      const { body, attributes = {}, severityText } = recordOf([JSON.stringify(line)], 'info');

      const [taken, ...others] = Object.keys(line).filter(
        (name) => !Object.hasOwn(attributes, name),
      );
      const used = [taken, ...others].filter((name) => name !== undefined);
      expect(used.length).toBeLessThanOrEqual(3);
      for (const name of used)
        expect([
          ...['message', 'msg', 'level', 'severity', 'levelname'],
          ...['err', 'error', 'exception'],
        ]).toContain(name);
      for (const [name, value] of Object.entries(attributes))
        if (!name.startsWith('exception.'))
          expect(value).toEqual(JSON.parse(JSON.stringify(line[name])));
      expect(typeof body).toBe('string');
      expect(severityText).toMatch(/^(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)$/);
    }),
  );
});

test('whatever is written makes a record', () => {
  fc.assert(
    fc.property(fc.array(fc.anything(), { maxLength: 3 }), (said) => {
      const { body, severityNumber } = recordOf(said, 'warn');

      expect(typeof body).toBe('string');
      expect(severityNumber).toBeGreaterThan(0);
    }),
  );
});

const runs = ['{', '}', '"', '\\', ' ', '[', '{"a":', '%s', 'Trace: ', '\n    at ', '\ud800'];

// Anything quadratic would run into the test's time-out.
test.each(runs)('huge runs of %j cost linear time, and have the text', (run) => {
  const text = run.repeat(900_000 / run.length);
  for (const line of [text, `{${text}}`, `{"message":${JSON.stringify(text)}}`]) {
    const { body } = recordOf([line], 'info');

    expect([line, text]).toContain(body);
  }
});

test('a line with fifty thousand fields, or one that is twice as deep, is a record', () => {
  const many = Object.fromEntries(
    Array.from({ length: 50_000 }, (_, index) => [`f${index}`, index]),
  );
  const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;

  const { attributes } = recordOf([JSON.stringify({ message: 'wide', ...many })], 'info');
  const { body } = recordOf([`{"message":"deep","deep":${deep}}`], 'info');

  expect(attributes).toEqual(many);
  expect(body).toBe('deep');
});

test('what is longer than a megabyte is a text as it is', () => {
  const line = JSON.stringify({ message: 'x'.repeat(1_100_000) });

  expect(recordOf([line], 'info')).toMatchObject({ body: line, attributes: {} });
});

test.each(['{"unfinished": ', '{}}', '{not json}', '[1, 2]', '"text"', '{"a":1}{"b":2}'])(
  '%s is a text',
  (line) => {
    expect(recordOf([line], 'info')).toMatchObject({ body: line, attributes: {} });
  },
);

test('what stringifies to nothing, throws or goes in circles is a text at least', () => {
  const circle: Record<string, unknown> = { message: 'round' };
  circle['self'] = circle;
  const hostile = {
    get message(): string {
      throw new Error('no');
    },
  };

  expect(recordOf([circle], 'info')).toMatchObject({
    body: 'round',
    attributes: { self: expect.stringContaining('Circular') },
  });
  expect(() => recordOf([hostile], 'info')).not.toThrow();
  expect(recordOf([{ big: 1n }], 'info').body).toBe('{ big: 1n }');
});
