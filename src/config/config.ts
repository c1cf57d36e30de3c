import type { CaptureConfig } from './capture-config.ts';
import type { ReadableSpan } from './sdk-interfaces.ts';

/**
 * When spans leave the function: `after-response` where the platform has a window for it, else and otherwise before;
 * `batched` in that window, but not after each response.
 */
export type FlushMode = 'after-response' | 'before-response' | 'batched';

/** Everything a user can set, complete. Read once at start, frozen, and passed down; nothing else reads the environment. */
export interface Config {
  readonly disabled: boolean;
  readonly logLevel: LogLevel | undefined;
  readonly serviceName: string | undefined;
  /** Attributes of the resource, from the environment and from code, without `service.name`. */
  readonly resourceAttributes: Readonly<Record<string, string>>;
  readonly propagators: readonly PropagatorName[];
  readonly sampler: SamplerName;
  /** Share of new traces that a ratio sampler keeps, 0 to 1. */
  readonly samplerRatio: number;
  /** Where `jaeger_remote` asks; undefined for other samplers. */
  readonly remoteSampling: RemoteSampling | undefined;
  /** What is kept whatever the sampler says, once an invocation has ended. */
  readonly keep: KeepRules | undefined;
  /** Invocations that aren't traced. */
  readonly ignore: readonly IgnoreRule[] | undefined;
  /** Spans that are left out. */
  readonly ignoreSpans: readonly SpanRule[] | undefined;
  readonly exporter: ExporterName;
  readonly otlp: OtlpConfig;
  readonly limits: SpanLimitsConfig;
  /** Most spans held in memory; the oldest are dropped above it. */
  readonly maxQueueSize: number;
  /** Most spans in one request. */
  readonly maxExportBatchSize: number;
  readonly flush: FlushMode;
  /** How long spans may be kept where they are batched, in milliseconds. */
  readonly flushInterval: number;
  /** Whether lines of logs get the fields of their trace. */
  readonly traceFields: boolean;
  /** Whether root spans say for which tenant the function was called. */
  readonly tenantId: boolean;
  /** Longest time that one flush may take, in milliseconds. */
  readonly flushTimeout: number;
  /** How log records are sent; undefined where they aren't. */
  readonly logs?: LogsConfig | undefined;
  /** How metrics are sent; undefined where they aren't. */
  readonly metrics?: { readonly otlp: OtlpConfig } | undefined;
  /** The queue that spans go through, in place of the endpoint. */
  readonly relay: RelayConfig | undefined;
  /** Whether a file keeps what a killed process could not send. */
  readonly journal: boolean;
  /** Milliseconds before its deadline at which an invocation counts as late; undefined for what flushes take. */
  readonly timeoutMargin: number | undefined;
  /** What is shown of payloads and headers; undefined for nothing. */
  readonly capture: CaptureConfig | undefined;
}

export type LogLevel = 'none' | 'error' | 'warn' | 'info' | 'debug' | 'verbose' | 'all';
export type PropagatorName =
  | 'tracecontext'
  | 'baggage'
  | 'b3'
  | 'b3multi'
  | 'jaeger'
  | 'xray'
  | 'xray-lambda'
  | 'datadog'
  | 'sentry';
export type ExporterName = 'otlp' | 'console' | 'none';
export type SamplerName =
  | 'always_on'
  | 'always_off'
  | 'traceidratio'
  | 'parentbased_always_on'
  | 'parentbased_always_off'
  | 'parentbased_traceidratio'
  | 'probability'
  | 'parentbased_probability'
  | 'jaeger_remote'
  | 'parentbased_jaeger_remote';

/** Where a remote sampler asks for its strategy. */
export interface RemoteSampling {
  readonly endpoint: string;
  readonly pollingIntervalMs: number;
  /** Share of new traces that is kept before there is an answer, 0 to 1. */
  readonly initialSamplingRate: number;
}

/** A name that an invocation goes by, with `*` for anything; `warm-ups`; or a function of event and platform context. */
export type IgnoreRule = string | ((event: unknown, context: unknown) => boolean);

/** Fits a span that has all of it, or that the function says yes to. */
export type SpanRule = SpanPattern | ((span: ReadableSpan) => boolean);

interface SpanPattern {
  /** With `*` for anything. */
  readonly name?: string;
  readonly kind?: SpanKindName;
  /** Values as text, with `*` for anything. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** In milliseconds. */
  readonly shorterThan?: number;
}

export type SpanKindName = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** What of the invocations that the head sampler leaves out is kept. */
export interface KeepRules {
  readonly errors: boolean;
  readonly timeouts: boolean;
  readonly coldStarts: boolean;
  readonly batchFailures: boolean;
  /** Milliseconds by a name that an invocation goes by, with `*` for anything. */
  readonly slowerThan: Readonly<Record<string, number>>;
  /** Values of attributes of the root span as text, with `*` for anything. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly atLeastPerMinute: number;
  /** Share of the rest, 0 to 1. */
  readonly ratio: number | undefined;
}

/** The queue of a relay, of SQS or of Pub/Sub. */
export type RelayConfig = SqsRelayConfig | PubSubRelayConfig;

interface SqsRelayConfig {
  readonly kind: 'sqs';
  readonly queueUrl: string;
  /** In bytes; undefined for what every queue takes. */
  readonly maxMessageSize: number | undefined;
}

export interface PubSubRelayConfig {
  readonly kind: 'pubsub';
  /** `projects/P/topics/T` */
  readonly topic: string;
  /** In bytes; undefined for what every subscriber takes. */
  readonly maxMessageSize: number | undefined;
}

/**
 * `xray`: requests are signed with the function's role, for that service of AWS. `google`: they have an access token of
 * the service account. `none`: neither.
 */
export type EndpointAuth = 'xray' | 'google' | 'none';

/** Where and how OTLP requests go. */
export interface OtlpConfig {
  /** The full URL that traces are posted to. */
  readonly url: string;
  /** Sent with each request. May hold secrets: never logged. */
  readonly headers: Readonly<Record<string, string>>;
  readonly protocol: 'http/protobuf' | 'http/json';
  readonly compression: 'gzip' | 'none';
  /** Longest time for one export with its retries, in milliseconds; `Infinity` for none. */
  readonly timeout: number;
  /** Paths of PEM files. */
  readonly certificate: string | undefined;
  readonly clientKey: string | undefined;
  readonly clientCertificate: string | undefined;
  /** What proves who sends; undefined for what the URL's host wants. */
  readonly auth: EndpointAuth | undefined;
}

/** How log records are made and sent. */
export interface LogsConfig {
  readonly exporter: Exclude<ExporterName, 'none'>;
  readonly otlp: OtlpConfig;
  /** Whether what is written to the console makes records. */
  readonly captureConsole: boolean;
  /** Most records held in memory; the oldest are dropped above it. */
  readonly maxQueueSize: number;
  /** Most records in one request. */
  readonly maxExportBatchSize: number;
  /** After which time records are sent while an invocation goes on, in milliseconds; undefined for not before its end. */
  readonly scheduleDelay: number | undefined;
  /** Longest time that one flush of them may take, in milliseconds. */
  readonly exportTimeout: number;
  /** Of a record's attributes. `Infinity` for no limit. */
  readonly attributeValueLengthLimit: number;
  readonly attributeCountLimit: number;
}

/** Limits of one span, as in the OpenTelemetry SDK. `Infinity` for none. */
export interface SpanLimitsConfig {
  readonly attributeValueLengthLimit: number;
  readonly attributeCountLimit: number;
  readonly eventCountLimit: number;
  readonly linkCountLimit: number;
  readonly attributePerEventCountLimit: number;
  readonly attributePerLinkCountLimit: number;
}

/** `emf`: as lines of CloudWatch's embedded metric format in the log. */
export type MetricsExporterName = ExporterName | 'emf';

/** Which measurements may be examples of the point that they are in. */
export type ExemplarFilter = 'trace_based' | 'always_on' | 'always_off';

/** How metrics are made. */
export interface MetricsConfig {
  readonly metricsExporter: MetricsExporterName;
  /** What points count from: the one before, the start, or the start for asynchronous counters only. */
  readonly temporality: 'delta' | 'cumulative' | 'lowmemory';
  readonly histograms: 'explicit_bucket_histogram' | 'base2_exponential_bucket_histogram';
  readonly exemplarFilter: ExemplarFilter;
  /** How often metrics are collected while an invocation lasts, in milliseconds. They are at each flush in any case. */
  readonly metricInterval: number;
  /** Longest time that their part of a flush may take, in milliseconds. */
  readonly metricTimeout: number;
}
