import { expect, test } from 'vitest';
import {
  exporterVariables,
  logGroupHeaders,
  signalVariables,
  type ValueWriter,
} from '../../src/support/signal-variables.ts';

const writer: ValueWriter<string> = {
  awsUrl: (signal, path) => `https://${signal}.aws${path}`,
  join: (parts) => parts.join(''),
};
const shared = { endpoint: 'https://collector', headers: 'authorization=a' };

test('nothing is switched on unless it is asked for', () => {
  expect(signalVariables({})).toEqual({});
  expect(signalVariables({ logs: false, metrics: false, traceFields: false })).toEqual({});
  expect(
    signalVariables({ logs: { captureConsole: true }, metrics: 'emf', traceFields: true }),
  ).toEqual({
    OTEL_LOGS_EXPORTER: 'otlp',
    ANTIFREEZE_CAPTURE_CONSOLE: 'true',
    OTEL_METRICS_EXPORTER: 'emf',
    ANTIFREEZE_TRACE_FIELDS: 'true',
  });
  expect(signalVariables({ logs: true, metrics: {} })).toEqual({
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_METRICS_EXPORTER: 'otlp',
  });
});

test('signals without an endpoint of their own need no variable, and add their headers', () => {
  expect(exporterVariables(shared, { logs: {}, metrics: { headers: 'b=1' } }, writer)).toEqual({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=a',
    OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'b=1',
  });
});

test('shared headers do not go to an endpoint of its own', () => {
  const own = { logs: { endpoint: 'aws' }, metrics: { headers: 'b=1' } };

  expect(exporterVariables(shared, own, writer)).toEqual({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector',
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'authorization=a',
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'https://logs.aws/v1/logs',
    OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'authorization=a,b=1',
  });
});

test('aws is another endpoint for each signal, and for none that is off', () => {
  expect(exporterVariables({ endpoint: 'aws' }, { metrics: {} }, writer)).toEqual({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://traces.aws',
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://metrics.aws/v1/metrics',
  });
});

test('a log group and a stream are told by headers, each where it is named', () => {
  expect(logGroupHeaders(undefined, undefined, writer)).toBeUndefined();
  expect(logGroupHeaders('/orders', undefined, writer)).toBe('x-aws-log-group=/orders');
  expect(logGroupHeaders('/orders', 'all', writer)).toBe(
    'x-aws-log-group=/orders,x-aws-log-stream=all',
  );
});
