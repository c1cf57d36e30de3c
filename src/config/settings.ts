import type { TextMapPropagator } from '@opentelemetry/api';
import type { HeaderPlace, RedactValue } from './capture-config.ts';
import { capturedPayloads, nameList, namePatterns, valuePatterns } from './capture-parsers.ts';
import { endpointOrCloud } from './cloud-endpoint.ts';
import type {
  EndpointAuth,
  ExporterName,
  LogLevel,
  OtlpConfig,
  PropagatorName,
  RelayConfig,
  SamplerName,
} from './config.ts';
import { ignoreRules } from './ignore-rules.ts';
import { keepRules } from './keep-rules.ts';
import { headers, resourceAttributes } from './key-values.ts';
import type { TraceOptions } from './options.ts';
import type { Parse } from './parsed.ts';
import {
  callable,
  choice,
  choices,
  count,
  flag,
  implementing,
  limit,
  listOf,
  ratio,
  text,
  timeLimit,
} from './parsers.ts';
import { remoteSampling } from './remote-sampling.ts';
import type {
  ExtractContext,
  HttpAgent,
  IdGenerator,
  RelayClient,
  Sampler,
  SpanProcessor,
} from './sdk-interfaces.ts';
import { merging, type Setting, type SettingsOf, type Source, setting } from './setting.ts';
import type { SettingValues } from './setting-values.ts';
import { httpUrl, signalUrl } from './signal-url.ts';
import { spanRules } from './span-rules.ts';
import { topicName } from './topic-name.ts';

const samplerName = choice<SamplerName>(
  [
    'always_on',
    'always_off',
    'traceidratio',
    'parentbased_always_on',
    'parentbased_always_off',
    'parentbased_traceidratio',
    'probability',
    'parentbased_probability',
    'jaeger_remote',
    'parentbased_jaeger_remote',
  ],
  { xray: 'there are jaeger_remote and probability' },
);
const samplerObject = implementing<Sampler>('shouldSample');

/** What signals that are sent separately have in common. */
export const protocolName: Parse<OtlpConfig['protocol']> = choice(['http/protobuf', 'http/json'], {
  grpc: 'send http/protobuf to the OTLP/HTTP port of the collector, usually 4318',
});
export const compressionNames: Parse<OtlpConfig['compression']> = choice(['gzip', 'none']);
export const authNames: Parse<EndpointAuth> = choice(['xray', 'google', 'none']);

const tracesEndpoint = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';

/**
 * The only list of settings: code and documentation follow from it. `setting-docs.ts` says what each one means, and
 * `defaults.ts` what it is when unset.
 */
export const settings: {
  readonly [Group in keyof SettingValues]: SettingsOf<SettingValues[Group]>;
} = {
  general: {
    disabled: setting(flag, 'disabled', 'OTEL_SDK_DISABLED'),
    configFile: setting(
      () => ({ problem: 'is not supported: use variables or options' }),
      'OTEL_CONFIG_FILE',
      'OTEL_EXPERIMENTAL_CONFIG_FILE',
    ),
    logLevel: setting(
      choice<LogLevel>(['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all']),
      'logLevel',
      'OTEL_LOG_LEVEL',
    ),
    serviceName: setting(text, 'serviceName', 'OTEL_SERVICE_NAME'),
    resourceAttributes: merging(
      resourceAttributes,
      'resourceAttributes',
      'OTEL_RESOURCE_ATTRIBUTES',
    ),
    propagators: setting(
      choices<PropagatorName>(
        [
          'tracecontext',
          'baggage',
          'b3',
          'b3multi',
          'jaeger',
          'xray',
          'xray-lambda',
          'datadog',
          'sentry',
        ],
        ['ottrace'],
      ),
      'propagators',
      'OTEL_PROPAGATORS',
    ),
    exporter: setting(
      choice<ExporterName>(['otlp', 'console', 'none'], {
        zipkin: 'send OTLP, to an OpenTelemetry collector that exports to Zipkin',
      }),
      'exporter',
      'OTEL_TRACES_EXPORTER',
    ),
    maxQueueSize: setting(count(1), 'maxQueueSize', 'OTEL_BSP_MAX_QUEUE_SIZE'),
    maxExportBatchSize: setting(count(1), 'maxExportBatchSize', 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE'),
    flush: setting(
      choice(['after-response', 'before-response', 'batched']),
      'flush',
      'ANTIFREEZE_FLUSH',
    ),
    flushInterval: setting(count(1), 'flushInterval', 'ANTIFREEZE_FLUSH_INTERVAL'),
    traceFields: setting(flag, 'traceFields', 'ANTIFREEZE_TRACE_FIELDS'),
    tenantId: setting(flag, 'tenantId', 'ANTIFREEZE_TENANT_ID'),
    flushTimeout: setting(count(1), 'flushTimeout', 'ANTIFREEZE_FLUSH_TIMEOUT'),
    journal: setting(flag, 'journal', 'ANTIFREEZE_JOURNAL'),
    timeoutMargin: setting(count(1), 'timeoutMargin', 'ANTIFREEZE_TIMEOUT_MARGIN'),
    keep: setting(keepRules, 'keep', 'ANTIFREEZE_KEEP'),
    ignore: setting(ignoreRules, 'ignore', 'ANTIFREEZE_IGNORE'),
    ignoreSpans: setting(spanRules, 'ignoreSpans', 'ANTIFREEZE_IGNORE_SPANS'),
    exportTimeout: setting(timeLimit, 'OTEL_BSP_EXPORT_TIMEOUT'),
  },
  sampling: {
    sampler: setting<SamplerName | Sampler>(
      (raw, source) =>
        typeof raw === 'string' ? samplerName(raw, source) : samplerObject(raw, source),
      'sampler',
      'OTEL_TRACES_SAMPLER',
    ),
    samplerRatio: setting(ratio, 'samplerRatio', 'OTEL_TRACES_SAMPLER_ARG'),
    remoteSampling: {
      parse: remoteSampling,
      sources: ['remoteSampling', 'OTEL_TRACES_SAMPLER_ARG'],
      secret: true,
    },
  },
  otlp: {
    url: {
      parse: endpointOrCloud(signalUrl('traces', ['tracesEndpoint', tracesEndpoint])),
      sources: [
        'tracesEndpoint',
        'endpoint',
        'ANTIFREEZE_ENDPOINT',
        tracesEndpoint,
        'OTEL_EXPORTER_OTLP_ENDPOINT',
      ],
      secret: true,
    },
    headers: merging(headers, ...otlp('headers', 'HEADERS')),
    protocol: setting(protocolName, ...otlp('protocol', 'PROTOCOL')),
    compression: setting(compressionNames, ...otlp('compression', 'COMPRESSION')),
    timeout: setting(timeLimit, ...otlp('timeout', 'TIMEOUT')),
    certificate: setting(text, ...otlp('certificate', 'CERTIFICATE')),
    clientKey: setting(text, ...otlp('clientKey', 'CLIENT_KEY')),
    clientCertificate: setting(text, ...otlp('clientCertificate', 'CLIENT_CERTIFICATE')),
    auth: setting(authNames, 'auth', 'ANTIFREEZE_AUTH'),
  },
  limits: {
    attributeValueLengthLimit: setting(
      limit,
      'spanLimits.attributeValueLengthLimit',
      'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT',
      'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    ),
    attributeCountLimit: setting(
      limit,
      'spanLimits.attributeCountLimit',
      'OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT',
      'OTEL_ATTRIBUTE_COUNT_LIMIT',
    ),
    eventCountLimit: setting(limit, 'spanLimits.eventCountLimit', 'OTEL_SPAN_EVENT_COUNT_LIMIT'),
    linkCountLimit: setting(limit, 'spanLimits.linkCountLimit', 'OTEL_SPAN_LINK_COUNT_LIMIT'),
    attributePerEventCountLimit: setting(
      limit,
      'spanLimits.attributePerEventCountLimit',
      'OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT',
    ),
    attributePerLinkCountLimit: setting(
      limit,
      'spanLimits.attributePerLinkCountLimit',
      'OTEL_LINK_ATTRIBUTE_COUNT_LIMIT',
    ),
  },
  capture: {
    capture: setting(capturedPayloads, 'capture', 'ANTIFREEZE_CAPTURE'),
    captureLimit: setting(count(64), 'captureLimit', 'ANTIFREEZE_CAPTURE_LIMIT'),
    captureTotal: setting(count(0), 'captureTotal', 'ANTIFREEZE_CAPTURE_TOTAL'),
    serverRequest: capturedHeaders('serverRequest'),
    serverResponse: capturedHeaders('serverResponse'),
    clientRequest: capturedHeaders('clientRequest'),
    clientResponse: capturedHeaders('clientResponse'),
    redactedHeaders: setting(
      namePatterns,
      'OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SANITIZE_FIELDS',
    ),
    redactedNames: setting(nameList, 'redactedNames', 'ANTIFREEZE_REDACTED_NAMES'),
    redactedValues: {
      parse: valuePatterns,
      sources: ['redactedValues', 'ANTIFREEZE_REDACTED_VALUES'],
      secret: true,
    },
    redact: setting(callable<RedactValue>, 'redact'),
  },
  relay: {
    relay: setting(choice<RelayConfig['kind']>(['sqs', 'pubsub']), 'relay', 'ANTIFREEZE_RELAY'),
    relayQueueUrl: {
      parse: httpUrl,
      sources: ['relayQueueUrl', 'ANTIFREEZE_RELAY_QUEUE_URL'],
      secret: true,
    },
    relayTopic: setting(topicName, 'relayTopic', 'ANTIFREEZE_RELAY_TOPIC'),
    relayMaxMessageSize: setting(
      count(16_384),
      'relayMaxMessageSize',
      'ANTIFREEZE_RELAY_MAX_MESSAGE_SIZE',
    ),
  },
  parts: {
    propagator: setting(
      implementing<TextMapPropagator>('inject', 'extract', 'fields'),
      'propagator',
    ),
    extractContext: setting(callable<ExtractContext>, 'extractContext'),
    idGenerator: setting(
      implementing<IdGenerator>('generateTraceId', 'generateSpanId'),
      'idGenerator',
    ),
    spanProcessors: setting(
      listOf(implementing<SpanProcessor>('onStart', 'onEnd', 'forceFlush', 'shutdown')),
      'spanProcessors',
    ),
    relayClient: setting(implementing<RelayClient>('sendMessageBatch'), 'relayClient'),
    agent: setting(implementing<HttpAgent>('destroy'), 'agent'),
  },
};

/** By the variable of OpenTelemetry for Python, then by that for Java and PHP. */
function capturedHeaders(place: HeaderPlace): Setting<readonly string[]> {
  const [side = '', message = ''] = place.split(/(?=R)/).map((part) => part.toUpperCase());
  return setting(
    namePatterns,
    `capturedHeaders.${place}`,
    `OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_${side}_${message}`,
    `OTEL_INSTRUMENTATION_HTTP_${side}_CAPTURE_${message}_HEADERS`,
  );
}

function otlp(option: keyof TraceOptions, suffix: string): readonly Source[] {
  return [option, `OTEL_EXPORTER_OTLP_TRACES_${suffix}`, `OTEL_EXPORTER_OTLP_${suffix}`];
}
