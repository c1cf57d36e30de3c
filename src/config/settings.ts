import type { TextMapPropagator } from '@opentelemetry/api';
import type {
  Config,
  ExporterName,
  LogLevel,
  OtlpConfig,
  PropagatorName,
  RelayConfig,
  SamplerName,
  SpanLimitsConfig,
} from './config.ts';
import { headers, type KeyValues, resourceAttributes } from './key-values.ts';
import type { TraceOptions } from './options.ts';
import type { Parse } from './parsed.ts';
import {
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
import type { IdGenerator, RelayClient, Sampler, SpanProcessor } from './sdk-interfaces.ts';
import { topicName } from './topic-name.ts';
import { httpUrl, tracesUrl } from './traces-url.ts';

/** The name of an option, with a dot between levels, or of an environment variable. */
export type Source =
  | keyof TraceOptions
  | `spanLimits.${keyof SpanLimitsConfig}`
  | `OTEL_${string}`
  | `ANTIFREEZE_${string}`;

/** One setting: where it comes from, how to read it, and what it is when unset. */
export interface Setting<Value> {
  readonly parse: Parse<Value>;
  readonly fallback: Value;
  /** In order of precedence. */
  readonly sources: readonly Source[];
  /** Joins the values of all sources. Without it the first source that has a value decides. */
  readonly merge?: (preferred: Value, other: Value) => Value;
  /** Whether a value may hold credentials, so that no warning quotes it. */
  readonly secret?: boolean;
}

/** Settings by name. */
export type SettingsOf<Values> = { readonly [Key in keyof Values]: Setting<Values[Key]> };

/** The values of all settings, by the group that is read together. */
export interface SettingValues {
  readonly general: Omit<Config, 'otlp' | 'limits' | 'sampler' | 'samplerRatio' | 'relay'> & {
    readonly exportTimeout: number;
    readonly configFile: undefined;
  };
  readonly sampling: {
    readonly sampler: SamplerName | Sampler;
    readonly samplerRatio: number;
  };
  readonly relay: {
    readonly relay: RelayConfig['kind'] | undefined;
    readonly relayQueueUrl: string | undefined;
    readonly relayTopic: string | undefined;
    readonly relayMaxMessageSize: number | undefined;
  };
  readonly otlp: OtlpConfig;
  readonly limits: SpanLimitsConfig;
  readonly parts: {
    readonly propagator: TextMapPropagator | undefined;
    readonly idGenerator: IdGenerator | undefined;
    readonly spanProcessors: readonly SpanProcessor[];
    readonly relayClient: RelayClient | undefined;
  };
}

const noRemoteSampling = 'there is no remote sampling';
const samplerName = choice<SamplerName>(
  [
    'always_on',
    'always_off',
    'traceidratio',
    'parentbased_always_on',
    'parentbased_always_off',
    'parentbased_traceidratio',
  ],
  {
    xray: noRemoteSampling,
    jaeger_remote: noRemoteSampling,
    parentbased_jaeger_remote: noRemoteSampling,
  },
);
const samplerObject = implementing<Sampler>('shouldSample');
const tracesEndpoint = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';

/** The only list of settings: code and documentation follow from it. `setting-docs.ts` says what each one means. */
export const settings: {
  readonly [Group in keyof SettingValues]: SettingsOf<SettingValues[Group]>;
} = {
  general: {
    disabled: setting(flag, false, 'disabled', 'OTEL_SDK_DISABLED'),
    configFile: setting(
      () => ({ problem: 'is not supported: use variables or options' }),
      undefined,
      'OTEL_CONFIG_FILE',
      'OTEL_EXPERIMENTAL_CONFIG_FILE',
    ),
    logLevel: setting(
      choice<LogLevel>(['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all']),
      undefined,
      'logLevel',
      'OTEL_LOG_LEVEL',
    ),
    serviceName: setting(text, undefined, 'serviceName', 'OTEL_SERVICE_NAME'),
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
      ['tracecontext', 'baggage'],
      'propagators',
      'OTEL_PROPAGATORS',
    ),
    exporter: setting(
      choice<ExporterName>(['otlp', 'console', 'none'], {
        zipkin: 'send OTLP, to an OpenTelemetry collector that exports to Zipkin',
      }),
      'otlp',
      'exporter',
      'OTEL_TRACES_EXPORTER',
    ),
    maxQueueSize: setting(count(1), 2048, 'maxQueueSize', 'OTEL_BSP_MAX_QUEUE_SIZE'),
    maxExportBatchSize: setting(
      count(1),
      512,
      'maxExportBatchSize',
      'OTEL_BSP_MAX_EXPORT_BATCH_SIZE',
    ),
    flush: setting(
      choice(['after-response', 'before-response']),
      'after-response',
      'flush',
      'ANTIFREEZE_FLUSH',
    ),
    flushTimeout: setting(count(1), 1000, 'flushTimeout', 'ANTIFREEZE_FLUSH_TIMEOUT'),
    journal: setting(flag, true, 'journal', 'ANTIFREEZE_JOURNAL'),
    timeoutMargin: setting(count(1), undefined, 'timeoutMargin', 'ANTIFREEZE_TIMEOUT_MARGIN'),
    exportTimeout: setting(timeLimit, Number.POSITIVE_INFINITY, 'OTEL_BSP_EXPORT_TIMEOUT'),
  },
  sampling: {
    sampler: setting<SamplerName | Sampler>(
      (raw, source) =>
        typeof raw === 'string' ? samplerName(raw, source) : samplerObject(raw, source),
      'parentbased_always_on',
      'sampler',
      'OTEL_TRACES_SAMPLER',
    ),
    samplerRatio: setting(ratio, 1, 'samplerRatio', 'OTEL_TRACES_SAMPLER_ARG'),
  },
  otlp: {
    url: {
      parse: tracesUrl(['tracesEndpoint', tracesEndpoint]),
      fallback: 'http://localhost:4318/v1/traces',
      sources: ['tracesEndpoint', 'endpoint', tracesEndpoint, 'OTEL_EXPORTER_OTLP_ENDPOINT'],
      secret: true,
    },
    headers: merging(headers, ...otlp('headers', 'HEADERS')),
    protocol: setting(
      choice(['http/protobuf', 'http/json'], {
        grpc: 'send http/protobuf to the OTLP/HTTP port of the collector, usually 4318',
      }),
      'http/protobuf',
      ...otlp('protocol', 'PROTOCOL'),
    ),
    compression: setting(choice(['gzip', 'none']), 'none', ...otlp('compression', 'COMPRESSION')),
    timeout: setting(timeLimit, 10_000, ...otlp('timeout', 'TIMEOUT')),
    certificate: setting(text, undefined, ...otlp('certificate', 'CERTIFICATE')),
    clientKey: setting(text, undefined, ...otlp('clientKey', 'CLIENT_KEY')),
    clientCertificate: setting(text, undefined, ...otlp('clientCertificate', 'CLIENT_CERTIFICATE')),
  },
  limits: {
    attributeValueLengthLimit: setting(
      limit,
      Number.POSITIVE_INFINITY,
      'spanLimits.attributeValueLengthLimit',
      'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT',
      'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    ),
    attributeCountLimit: setting(
      limit,
      128,
      'spanLimits.attributeCountLimit',
      'OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT',
      'OTEL_ATTRIBUTE_COUNT_LIMIT',
    ),
    eventCountLimit: setting(
      limit,
      128,
      'spanLimits.eventCountLimit',
      'OTEL_SPAN_EVENT_COUNT_LIMIT',
    ),
    // Not the usual 128: the root span of a batch links to the producer of each of up to 10,000 records.
    linkCountLimit: setting(
      limit,
      10_000,
      'spanLimits.linkCountLimit',
      'OTEL_SPAN_LINK_COUNT_LIMIT',
    ),
    attributePerEventCountLimit: setting(
      limit,
      128,
      'spanLimits.attributePerEventCountLimit',
      'OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT',
    ),
    attributePerLinkCountLimit: setting(
      limit,
      128,
      'spanLimits.attributePerLinkCountLimit',
      'OTEL_LINK_ATTRIBUTE_COUNT_LIMIT',
    ),
  },
  relay: {
    relay: setting(
      choice<RelayConfig['kind']>(['sqs', 'pubsub']),
      undefined,
      'relay',
      'ANTIFREEZE_RELAY',
    ),
    relayQueueUrl: setting(httpUrl, undefined, 'relayQueueUrl', 'ANTIFREEZE_RELAY_QUEUE_URL'),
    relayTopic: setting(topicName, undefined, 'relayTopic', 'ANTIFREEZE_RELAY_TOPIC'),
    relayMaxMessageSize: setting(
      count(16_384),
      undefined,
      'relayMaxMessageSize',
      'ANTIFREEZE_RELAY_MAX_MESSAGE_SIZE',
    ),
  },
  parts: {
    propagator: setting(
      implementing<TextMapPropagator>('inject', 'extract', 'fields'),
      undefined,
      'propagator',
    ),
    idGenerator: setting(
      implementing<IdGenerator>('generateTraceId', 'generateSpanId'),
      undefined,
      'idGenerator',
    ),
    spanProcessors: setting(
      listOf(implementing<SpanProcessor>('onStart', 'onEnd', 'forceFlush', 'shutdown')),
      [],
      'spanProcessors',
    ),
    relayClient: setting(implementing<RelayClient>('sendMessageBatch'), undefined, 'relayClient'),
  },
};

function setting<Value>(
  parse: Parse<Value>,
  fallback: Value,
  ...sources: readonly Source[]
): Setting<Value> {
  return { parse, fallback, sources };
}

/** Names and texts of all sources together. */
function merging(parse: Parse<KeyValues>, ...sources: readonly Source[]): Setting<KeyValues> {
  const merge = (preferred: KeyValues, other: KeyValues) => ({ ...other, ...preferred });
  return { parse, fallback: {}, sources, merge, secret: true };
}

function otlp(option: keyof TraceOptions, suffix: string): readonly Source[] {
  return [option, `OTEL_EXPORTER_OTLP_TRACES_${suffix}`, `OTEL_EXPORTER_OTLP_${suffix}`];
}
