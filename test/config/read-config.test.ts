import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';

test('with nothing set, everything has its default and there is nothing to warn of', () => {
  const { config, parts, warnings } = readConfig(undefined, {});

  expect(warnings).toEqual([]);
  expect(parts).toEqual({
    sampler: undefined,
    propagator: undefined,
    extractContext: undefined,
    idGenerator: undefined,
    spanProcessors: [],
  });
  expect(config).toEqual({
    disabled: false,
    logLevel: undefined,
    serviceName: undefined,
    resourceAttributes: {},
    propagators: ['tracecontext', 'baggage'],
    sampler: 'parentbased_always_on',
    samplerRatio: 1,
    exporter: 'otlp',
    otlp: {
      url: 'http://localhost:4318/v1/traces',
      headers: {},
      protocol: 'http/protobuf',
      compression: 'none',
      timeout: 10_000,
      certificate: undefined,
      clientKey: undefined,
      clientCertificate: undefined,
    },
    limits: {
      attributeValueLengthLimit: Number.POSITIVE_INFINITY,
      attributeCountLimit: 128,
      eventCountLimit: 128,
      linkCountLimit: 10_000,
      attributePerEventCountLimit: 128,
      attributePerLinkCountLimit: 128,
    },
    maxQueueSize: 2048,
    maxExportBatchSize: 512,
    flush: 'after-response',
    flushInterval: 1000,
    traceFields: false,
    tenantId: false,
    flushTimeout: 1000,
    relay: undefined,
    journal: true,
    timeoutMargin: undefined,
  });
});

test('blank variables and undefined or null options count as unset', () => {
  const blank = { OTEL_SERVICE_NAME: '', OTEL_BSP_MAX_QUEUE_SIZE: '  ', OTEL_PROPAGATORS: '\t' };
  const options = { serviceName: undefined, flush: undefined, spanLimits: undefined };

  expect(readConfig(options, blank)).toEqual(readConfig(undefined, {}));
  expect(readConfig({ sampler: null, headers: null } as never, {})).toEqual(
    readConfig(undefined, {}),
  );
});

test('options win over the environment', () => {
  const { config, warnings } = readConfig(
    { flush: 'before-response', flushTimeout: 20, spanLimits: { linkCountLimit: 1000 } },
    {
      ANTIFREEZE_FLUSH: 'after-response',
      ANTIFREEZE_FLUSH_TIMEOUT: '30',
      OTEL_SPAN_LINK_COUNT_LIMIT: '5',
      OTEL_SPAN_EVENT_COUNT_LIMIT: '6',
    },
  );

  expect(warnings).toEqual([]);
  expect(config).toMatchObject({ flush: 'before-response', flushTimeout: 20 });
  expect(config.limits).toMatchObject({ linkCountLimit: 1000, eventCountLimit: 6 });
});

test('a bad option gives one warning and leaves the environment to decide', () => {
  const { config, warnings } = readConfig(
    { flush: 'never' as 'after-response' },
    {
      ANTIFREEZE_FLUSH: 'Before-Response',
    },
  );

  expect(config.flush).toBe('before-response');
  expect(warnings).toEqual([
    'option flush="never" is not one of after-response, before-response, batched; using ANTIFREEZE_FLUSH',
  ]);
});

test.each([
  ['OTEL_SDK_DISABLED', 'yes', 'is neither true nor false; using the default, false'],
  ['OTEL_LOG_LEVEL', 'loud', 'is not one of none, error, warn, info, debug, verbose, all; ignored'],
  ['OTEL_TRACES_EXPORTER', 'zipkin', 'is not supported: send OTLP'],
  [
    'OTEL_TRACES_EXPORTER',
    'otlp,console',
    'is not one of otlp, console, none; using the default, otlp',
  ],
  [
    'OTEL_TRACES_SAMPLER',
    'xray',
    'is not supported: there are jaeger_remote and probability; using the default',
  ],
  ['OTEL_PROPAGATORS', 'ottrace', 'asks for ottrace, not supported yet; using the default'],
  [
    'OTEL_EXPORTER_OTLP_PROTOCOL',
    'grpc',
    'is not supported: send http/protobuf to the OTLP/HTTP port',
  ],
  [
    'OTEL_EXPORTER_OTLP_TIMEOUT',
    '-1',
    'is not a whole number of at least 0; using the default, 10000',
  ],
  ['OTEL_EXPORTER_OTLP_COMPRESSION', 'zstd', 'is not one of gzip, none'],
  ['OTEL_BSP_MAX_QUEUE_SIZE', '0', 'is not a whole number of at least 1; using the default, 2048'],
  ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '0x10', 'is not a whole number'],
  ['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', '1.5', 'is not a whole number'],
  ['OTEL_CONFIG_FILE', '/etc/otel.yaml', 'is not supported: use variables or options; ignored'],
  ['ANTIFREEZE_FLUSH_TIMEOUT', 'soon', 'is not a whole number'],
  ['ANTIFREEZE_FLUSH_INTERVAL', '0', 'is not a whole number'],
  ['ANTIFREEZE_KEEP', 'everything', 'has a rule that is none'],
])('%s=%s gives one warning and the default', (variable, value, problem) => {
  const { config, warnings } = readConfig(undefined, { [variable]: value });

  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain(`${variable}="${value}" ${problem}`);
  expect(config).toEqual(readConfig(undefined, {}).config);
});

test('names are read in any case', () => {
  const { config, warnings } = readConfig(undefined, {
    OTEL_SDK_DISABLED: 'TRUE',
    OTEL_LOG_LEVEL: 'DEBUG',
    OTEL_TRACES_SAMPLER: 'Always_Off',
    OTEL_EXPORTER_OTLP_PROTOCOL: ' HTTP/JSON ',
    OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: 'GZIP',
  });

  expect(warnings).toEqual([]);
  expect(config).toMatchObject({ disabled: true, logLevel: 'debug', sampler: 'always_off' });
  expect(config.otlp).toMatchObject({ protocol: 'http/json', compression: 'gzip' });
});

test.each([
  ['tracecontext,tracecontext, Baggage', ['tracecontext', 'baggage'], 0],
  ['baggage', ['baggage'], 0],
  ['none', [], 0],
  ['tracecontext,b3,jaeger', ['tracecontext', 'b3', 'jaeger'], 0],
  ['xray-lambda,ottrace', ['xray-lambda'], 1],
  ['tracecontext,pigeon', ['tracecontext'], 1],
])('OTEL_PROPAGATORS=%s is %j', (value, propagators, warned) => {
  const { config, warnings } = readConfig(undefined, { OTEL_PROPAGATORS: value });

  expect(config.propagators).toEqual(propagators);
  expect(warnings).toHaveLength(warned);
});

test('an empty list of propagators in code means none', () => {
  expect(readConfig({ propagators: [] }, {}).config.propagators).toEqual([]);
});

test.each([
  [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' }, 0.25, 0],
  [{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio' }, 1, 0],
  [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '1.5' }, 1, 1],
  [{ OTEL_TRACES_SAMPLER_ARG: '0.25' }, 1, 0],
  [{ OTEL_TRACES_SAMPLER: 'jaeger_remote', OTEL_TRACES_SAMPLER_ARG: 'endpoint=x' }, 1, 1],
])('%j samples a share of %d', (environment, share, warned) => {
  const { config, warnings } = readConfig(undefined, environment);

  expect(config.samplerRatio).toBe(share);
  expect(warnings).toHaveLength(warned);
});

test('a ratio in code without a sampler that uses it gives a warning', () => {
  const { warnings } = readConfig({ samplerRatio: 0.1 }, {});

  expect(warnings).toEqual([expect.stringContaining('samplerRatio has no effect')]);
});

test('the limit for spans wins over the general one, which events and links ignore', () => {
  const { limits } = readConfig(undefined, {
    OTEL_ATTRIBUTE_COUNT_LIMIT: '10',
    OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '20',
    OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '30',
  }).config;

  expect(limits).toMatchObject({
    attributeCountLimit: 20,
    attributeValueLengthLimit: 30,
    attributePerEventCountLimit: 128,
    attributePerLinkCountLimit: 128,
  });
});

test('a bad limit for spans leaves the general one', () => {
  const { config, warnings } = readConfig(undefined, {
    OTEL_ATTRIBUTE_COUNT_LIMIT: '10',
    OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: 'many',
  });

  expect(config.limits.attributeCountLimit).toBe(10);
  expect(warnings).toEqual([expect.stringMatching(/; using OTEL_ATTRIBUTE_COUNT_LIMIT$/)]);
});

test('a timeout of 0 is no limit, and the signal wins over the general one', () => {
  const timeout = (environment: Record<string, string>) =>
    readConfig(undefined, environment).config.otlp.timeout;

  expect(timeout({ OTEL_EXPORTER_OTLP_TIMEOUT: '0' })).toBe(Number.POSITIVE_INFINITY);
  expect(timeout({ OTEL_EXPORTER_OTLP_TIMEOUT: '5', OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '7' })).toBe(
    7,
  );
});

test('OTEL_BSP_EXPORT_TIMEOUT only shortens a flush', () => {
  const flushTimeout = (limit: string) =>
    readConfig(undefined, { OTEL_BSP_EXPORT_TIMEOUT: limit }).config.flushTimeout;

  expect([flushTimeout('200'), flushTimeout('30000'), flushTimeout('0')]).toEqual([
    200, 1000, 1000,
  ]);
});

test('a batch is never larger than the queue, which is worth a warning only when asked for', () => {
  const asked = readConfig({ maxExportBatchSize: 300, maxQueueSize: 100 }, {});
  const implied = readConfig({ maxQueueSize: 100 }, {});

  expect([asked.config.maxExportBatchSize, implied.config.maxExportBatchSize]).toEqual([100, 100]);
  expect([asked.warnings.length, implied.warnings.length]).toEqual([1, 0]);
});

test.each([
  [{ serviceName: 'code', resourceAttributes: { 'service.name': 'x' } }, 'code'],
  [{ resourceAttributes: { 'service.name': 'x' } }, 'variable'],
])('with %j and OTEL_SERVICE_NAME the service is %s', (options, name) => {
  const { config } = readConfig(options, {
    OTEL_SERVICE_NAME: 'variable',
    OTEL_RESOURCE_ATTRIBUTES: 'service.name=attribute,team=a',
  });

  expect(config.serviceName).toBe(name);
  expect(config.resourceAttributes).toEqual({ team: 'a' });
});

test('the service is named by the resource attributes when by nothing else', () => {
  const environment = { OTEL_RESOURCE_ATTRIBUTES: 'service.name=attribute' };

  expect(readConfig(undefined, environment).config.serviceName).toBe('attribute');
});

test('options that are not objects give one warning each', () => {
  expect(readConfig('fast' as never, {}).warnings).toEqual([
    'options="fast" is not an object; ignored',
  ]);
  expect(readConfig({ spanLimits: 5 } as never, {}).warnings).toEqual([
    'option spanLimits=5 is not an object; ignored',
  ]);
});

test('a warning quotes at most 50 characters, and nothing that would break a line', () => {
  const { warnings } = readConfig(undefined, {
    OTEL_LOG_LEVEL: `a\n\u001b[31m\u2028${'b'.repeat(90)}`,
  });

  expect(warnings[0]).toContain(`"a\\u000a\\u001b[31m\\u2028${'b'.repeat(42)}"`);
});
