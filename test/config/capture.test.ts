import { expect, test } from 'vitest';
import type { TraceOptions } from '../../src/config/options.ts';
import { readConfig } from '../../src/config/read-config.ts';
import type { Environment } from '../../src/config/read-setting.ts';

const read = (options: TraceOptions, environment: Environment = {}) => {
  const { config, warnings } = readConfig(options, environment);
  return { capture: config.capture, warnings };
};
const place = 'OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS';

test('nothing is captured unless it is asked for', () => {
  expect(read({}).capture).toBeUndefined();
  expect(read({ captureLimit: 100, redactedNames: ['iban'] }).capture).toBeUndefined();
});

test.each([
  { given: 'event', payloads: { event: 'always' } },
  { given: 'Event:errors, result', payloads: { event: 'errors', result: 'always' } },
  { given: 'event,all:errors', payloads: { ...all('errors'), event: 'always' } },
  { given: 'all:errors,event', payloads: { ...all('errors'), event: 'always' } },
  { given: 'all', payloads: all('always') },
])('$given', ({ given, payloads }) => {
  expect(read({}, { ANTIFREEZE_CAPTURE: given })).toMatchObject({
    capture: { payloads },
    warnings: [],
  });
  expect(read({ capture: given.toLowerCase().split(/, ?/) as never }).capture?.payloads).toEqual(
    payloads,
  );
});

function all(when: string) {
  const names = ['event', 'result', 'http-request', 'http-response', 'aws-input', 'aws-output'];
  return Object.fromEntries(names.map((name) => [name, when]));
}

test('the rest of a list with a mistake counts', () => {
  const { capture, warnings } = read({}, { ANTIFREEZE_CAPTURE: 'event,body,result:always' });

  expect(capture?.payloads).toEqual({ event: 'always' });
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain(
    'ANTIFREEZE_CAPTURE="event,body,result:always" names something other',
  );
});

test('the variable none switches off what code asks for, headers too', () => {
  const options: TraceOptions = { capture: ['all'], capturedHeaders: { serverRequest: ['.*'] } };

  expect(read(options).capture).toBeDefined();
  expect(read(options, { ANTIFREEZE_CAPTURE: ' None ' })).toEqual({
    capture: undefined,
    warnings: [],
  });
});

test('headers are by the variables of OpenTelemetry, in either order of words', () => {
  const { capture } = read(
    {},
    {
      [`${place}_SERVER_REQUEST`]: 'content-type, x-.*',
      [`${place}_CLIENT_RESPONSE`]: 'etag',
      OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_REQUEST_HEADERS: 'accept',
      [`${place}_SANITIZE_FIELDS`]: 'x-own',
    },
  );

  expect(capture).toMatchObject({
    headers: {
      serverRequest: ['content-type', 'x-.*'],
      clientResponse: ['etag'],
      clientRequest: ['accept'],
    },
    redactedHeaders: ['x-own'],
  });
});

test('a pattern that is none is told of without its text, where that may be a secret', () => {
  const { warnings } = read(
    { capture: ['event'] },
    { ANTIFREEZE_REDACTED_VALUES: 'hunter2(', [`${place}_SERVER_REQUEST`]: 'a,(' },
  );

  expect(warnings).toHaveLength(2);
  expect(warnings.join()).not.toContain('hunter2');
  expect(warnings.join()).toContain('no regular expression');
});

test('a later handler with the same settings gets no warning', () => {
  const options: TraceOptions = {
    capture: ['event'],
    capturedHeaders: { clientRequest: ['a'] },
    redactedNames: ['iban'],
  };

  expect(read(options)).toEqual(read({ ...options }));
});
