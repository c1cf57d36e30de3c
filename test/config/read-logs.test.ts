import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';

const logsOf = (environment: Record<string, string>, options = {}) =>
  readConfig(options, environment).config.logs;
const on = { OTEL_LOGS_EXPORTER: 'otlp' };

test.each([{}, { OTEL_LOGS_EXPORTER: 'none' }, { OTEL_LOGS_EXPORTER: ' ' }])(
  'there are none with %j',
  (environment) => {
    expect(
      logsOf({ OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'https://x', ...environment }),
    ).toBeUndefined();
  },
);

test('they go where all signals go, to a path of their own', () => {
  const { otlp } =
    logsOf({ ...on, OTEL_EXPORTER_OTLP_ENDPOINT: 'https://all.example/otlp/' }) ?? {};

  expect(otlp?.url).toBe('https://all.example/otlp/v1/logs');
});

test('what names logs wins over what does not, and headers are joined', () => {
  const logs = logsOf(
    {
      ...on,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://all.example',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'https://logs.example/in',
      OTEL_EXPORTER_OTLP_HEADERS: 'a=all,b=all',
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'b=logs',
      OTEL_EXPORTER_OTLP_TIMEOUT: '1000',
      OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: '2000',
      OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/json',
    },
    { logs: { captureConsole: true } },
  );

  expect(logs).toMatchObject({
    exporter: 'otlp',
    captureConsole: true,
    otlp: {
      url: 'https://logs.example/in',
      headers: { a: 'all', b: 'logs' },
      timeout: 2_000,
      compression: 'none',
      protocol: 'http/json',
    },
  });
});

test('the variables of the batch processor and the limits of records count', () => {
  const logs = logsOf({
    ...on,
    OTEL_BLRP_MAX_QUEUE_SIZE: '100',
    OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '500',
    OTEL_BLRP_SCHEDULE_DELAY: '250',
    OTEL_BLRP_EXPORT_TIMEOUT: '0',
    OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: '5',
    OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '7',
  });

  expect(logs).toMatchObject({
    maxQueueSize: 100,
    maxExportBatchSize: 100,
    scheduleDelay: 250,
    exportTimeout: Number.POSITIVE_INFINITY,
    attributeCountLimit: 5,
    attributeValueLengthLimit: 7,
  });
});

test('what CloudWatch asks for is where the function logs anyway, unless a header says otherwise', () => {
  const environment = {
    ...on,
    ANTIFREEZE_ENDPOINT: 'aws',
    AWS_REGION: 'eu-west-1',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/orders',
    AWS_LAMBDA_LOG_STREAM_NAME: 'a-stream',
  };

  const own = logsOf(environment);
  const other = logsOf({ ...environment, OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-aws-log-group=g' });

  expect(own?.otlp.url).toBe('https://logs.eu-west-1.amazonaws.com/v1/logs');
  expect(own?.otlp.headers).toEqual({
    'x-aws-log-group': '/aws/lambda/orders',
    'x-aws-log-stream': 'a-stream',
  });
  expect(other?.otlp.headers['x-aws-log-group']).toBe('g');
});

test('a wrong value warns once, without what it holds where that may be secret', () => {
  const { warnings, config } = readConfig(undefined, {
    ...on,
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'ftp://key:secret@x',
    OTEL_BLRP_MAX_QUEUE_SIZE: 'many',
  });

  expect(config.logs?.otlp.url).toBe('http://localhost:4318/v1/logs');
  expect(warnings).toHaveLength(2);
  expect(warnings.join()).not.toContain('secret');
});
