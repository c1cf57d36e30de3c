import type { TextMapPropagator } from '@opentelemetry/api';
import type { CaptureName, HeaderPlace, RedactValue } from './capture-config.ts';
import type {
  EndpointAuth,
  ExporterName,
  FlushMode,
  IgnoreRule,
  KeepRules,
  LogLevel,
  OtlpConfig,
  PropagatorName,
  RemoteSampling,
  SamplerName,
  SpanLimitsConfig,
  SpanRule,
} from './config.ts';
import type {
  ExtractContext,
  HttpAgent,
  IdGenerator,
  RelayClient,
  Sampler,
  SpanProcessor,
} from './sdk-interfaces.ts';

/** Which invocations are kept although the sampler left them out. */
export interface KeepOptions extends Partial<Omit<KeepRules, 'slowerThan'>> {
  /** In milliseconds, for all or by the names of routes and sources. */
  readonly slowerThan?: number | KeepRules['slowerThan'];
}

/** How a signal beside traces is sent. What isn't given is as for all signals; in variables, its name is in place of `TRACES`. */
export interface SignalOptions
  extends Pick<
    TraceOptions,
    | 'headers'
    | 'protocol'
    | 'compression'
    | 'timeout'
    | 'certificate'
    | 'clientKey'
    | 'clientCertificate'
    | 'auth'
  > {
  /** Where it goes. Default `none`: it is off; `OTEL_<SIGNAL>_EXPORTER`. */
  readonly exporter?: ExporterName | undefined;

  /** The full URL that it is posted to, or `aws`, `google`. Default: `v1/<signal>` below the `endpoint` of all; `OTEL_EXPORTER_OTLP_<SIGNAL>_ENDPOINT`. */
  readonly endpoint?: string | undefined;
}

/** How metrics are sent. Whether they are is up to `OTEL_METRICS_EXPORTER`, before any code could tell. */
export type MetricsOptions = Omit<SignalOptions, 'exporter'>;

/** How log records are made and sent. */
export interface LogsOptions extends SignalOptions {
  /** Makes records of what is written to the console, too. Default `false`; `ANTIFREEZE_CAPTURE_CONSOLE`. */
  readonly captureConsole?: boolean | undefined;

  /** Most records held in memory. Default 2048; `OTEL_BLRP_MAX_QUEUE_SIZE`. */
  readonly maxQueueSize?: number | undefined;

  /** Most records in one request. Default 512; `OTEL_BLRP_MAX_EXPORT_BATCH_SIZE`. */
  readonly maxExportBatchSize?: number | undefined;

  /** Sends records also while an invocation goes on, so many milliseconds after the first. Default: at its end; `OTEL_BLRP_SCHEDULE_DELAY`. */
  readonly scheduleDelay?: number | undefined;

  /** Longest time that sending them may take within a flush, in milliseconds, 0 for no limit of its own. `OTEL_BLRP_EXPORT_TIMEOUT`. */
  readonly exportTimeout?: number | undefined;

  /** Most characters of one attribute's value. Default: no limit; `OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT`. */
  readonly attributeValueLengthLimit?: number | undefined;

  /** Most attributes of one record. Default 128; `OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT`. */
  readonly attributeCountLimit?: number | undefined;
}

/** Settings in code. All are optional, and each one wins over its environment variable. */
export interface TraceOptions {
  /** Leaves the handler untraced. Default `false`; `OTEL_SDK_DISABLED`. */
  readonly disabled?: boolean | undefined;

  /** How much is logged about the tracing itself. Default: mistakes in the configuration, and what keeps all spans from arriving; `OTEL_LOG_LEVEL`. */
  readonly logLevel?: LogLevel | undefined;

  /** The service's name on every span. Default: the function's name; `OTEL_SERVICE_NAME`. */
  readonly serviceName?: string | undefined;

  /** Attributes of the resource, added to those of `OTEL_RESOURCE_ATTRIBUTES`. Default none. */
  readonly resourceAttributes?: Readonly<Record<string, string>> | undefined;

  /** How trace context is read and written; an empty list for not at all. Default `tracecontext`, `baggage`; `OTEL_PROPAGATORS`. */
  readonly propagators?: readonly PropagatorName[] | undefined;

  /** A propagator of your own, used in place of `propagators`. Default none; no variable. */
  readonly propagator?: TextMapPropagator | undefined;

  /**
   * Finds the caller's context where antifreeze doesn't look, and is asked first: `(event) => event.detail.metadata` for
   * an object with `traceparent`, or a context. Called with the event (of Google's HTTP functions, the request) and the
   * platform's context; must not be async. What it throws counts as nothing found. Default none; no variable.
   */
  readonly extractContext?: ExtractContext | undefined;

  /** Which traces are kept: a sampler's name, or a sampler. Default `parentbased_always_on`; `OTEL_TRACES_SAMPLER`. */
  readonly sampler?: SamplerName | Sampler | undefined;

  /** Share of new traces that samplers by ratio or probability keep, 0 to 1. Default 1; `OTEL_TRACES_SAMPLER_ARG`. */
  readonly samplerRatio?: number | undefined;

  /** Where `jaeger_remote` and `parentbased_jaeger_remote` ask for their strategy. Default `http://localhost:5778`, each minute; `OTEL_TRACES_SAMPLER_ARG`. */
  readonly remoteSampling?:
    | { readonly [Key in keyof RemoteSampling]?: RemoteSampling[Key] | undefined }
    | undefined;

  /** What is kept of the invocations that the sampler leaves out, once they have ended. Default none; `ANTIFREEZE_KEEP`. */
  readonly keep?: KeepOptions | undefined;

  /**
   * Invocations that aren't traced: `warm-ups`, names of routes and sources, or a function of event and context that says
   * so. Default none; `ANTIFREEZE_IGNORE`.
   */
  readonly ignore?: readonly IgnoreRule[] | undefined;

  /** Spans that are left out; what they are parent of becomes their parent's. Default none; `ANTIFREEZE_IGNORE_SPANS`. */
  readonly ignoreSpans?: readonly SpanRule[] | undefined;

  /** Where spans go. Default `otlp`; `OTEL_TRACES_EXPORTER`. */
  readonly exporter?: ExporterName | undefined;

  /**
   * The collector's base URL, http or https; `v1/traces` is appended to its path. Or no collector: `aws` for X-Ray in the
   * function's region, `google` for Google's Telemetry API.
   * Default `http://localhost:4318`; `OTEL_EXPORTER_OTLP_ENDPOINT`, or for a cloud `ANTIFREEZE_ENDPOINT`.
   */
  readonly endpoint?: string | undefined;

  /** The full URL for traces, used as it is, in place of `endpoint`. Default none; `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`. */
  readonly tracesEndpoint?: string | undefined;

  /** Headers of each export, added to those of `OTEL_EXPORTER_OTLP_TRACES_HEADERS` and `OTEL_EXPORTER_OTLP_HEADERS`. Default none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;

  /** Log records over OTLP. Off unless it has an `exporter`; `OTEL_LOGS_EXPORTER`. */
  readonly logs?: LogsOptions | undefined;

  /** Where and how metrics go, unless as traces do. */
  readonly metrics?: MetricsOptions | undefined;

  /** How OTLP is encoded. Default `http/protobuf`; `OTEL_EXPORTER_OTLP_[TRACES_]PROTOCOL`. */
  readonly protocol?: OtlpConfig['protocol'] | undefined;

  /** How OTLP is compressed. Default `none`; `OTEL_EXPORTER_OTLP_[TRACES_]COMPRESSION`. */
  readonly compression?: OtlpConfig['compression'] | undefined;

  /** Longest time for one export with its retries, in milliseconds, 0 for no limit. Default 10000; `OTEL_EXPORTER_OTLP_[TRACES_]TIMEOUT`. */
  readonly timeout?: number | undefined;

  /** Path of the PEM file of the certificates to trust. Default: those of Node.js; `OTEL_EXPORTER_OTLP_[TRACES_]CERTIFICATE`. */
  readonly certificate?: string | undefined;

  /** Path of the PEM file of the client's private key. Default none; `OTEL_EXPORTER_OTLP_[TRACES_]CLIENT_KEY`. */
  readonly clientKey?: string | undefined;

  /** Path of the PEM file of the client's certificate. Default none; `OTEL_EXPORTER_OTLP_[TRACES_]CLIENT_CERTIFICATE`. */
  readonly clientCertificate?: string | undefined;

  /**
   * What proves who sends: `xray` for a signature of AWS, `google` for an access token, `none`. Needed only where the
   * host doesn't tell, such as for a name of one's own. Default: what the endpoint's host wants; `ANTIFREEZE_AUTH`.
   */
  readonly auth?: EndpointAuth | undefined;

  /** Limits of one span, `Infinity` for none. Default 10000 links, 128 of each other, any length; `OTEL_SPAN_*_LIMIT`, `OTEL_ATTRIBUTE_*_LIMIT`. */
  readonly spanLimits?:
    | { readonly [Limit in keyof SpanLimitsConfig]?: number | undefined }
    | undefined;

  /** Most spans held in memory. Default 2048; `OTEL_BSP_MAX_QUEUE_SIZE`. */
  readonly maxQueueSize?: number | undefined;

  /** Most spans in one request, at most `maxQueueSize`. Default 512; `OTEL_BSP_MAX_EXPORT_BATCH_SIZE`. */
  readonly maxExportBatchSize?: number | undefined;

  /** When spans leave the function. Default `after-response`; `ANTIFREEZE_FLUSH`. */
  readonly flush?: FlushMode | undefined;

  /** How long `batched` keeps spans while responses follow each other, in milliseconds. Default 1000; `ANTIFREEZE_FLUSH_INTERVAL`. */
  readonly flushInterval?: number | undefined;

  /**
   * Adds `trace_id`, `span_id` and `trace_flags` to each line that is logged by `console`, pino, winston, bunyan or Powertools'
   * Logger, and on Google Cloud the fields of Cloud Logging. Default false; `ANTIFREEZE_TRACE_FIELDS`.
   */
  readonly traceFields?: boolean | undefined;

  /**
   * Puts the tenant's id on root spans of Lambda functions with tenant isolation, as `aws.lambda.tenant_id`. It may be
   * personal. Default false; `ANTIFREEZE_TENANT_ID`.
   */
  readonly tenantId?: boolean | undefined;

  /** Longest time that one flush may take, in milliseconds. Default 1000; `ANTIFREEZE_FLUSH_TIMEOUT`. */
  readonly flushTimeout?: number | undefined;

  /**
   * Sends spans through a queue, which a function made by `createRelay` (`sqs`) or `createPubSubRelay` (`pubsub`, on
   * Google Cloud) empties. Default: straight to the endpoint; `ANTIFREEZE_RELAY`.
   */
  readonly relay?: 'sqs' | 'pubsub' | undefined;

  /** URL of the relay's queue. Default none; `ANTIFREEZE_RELAY_QUEUE_URL`. */
  readonly relayQueueUrl?: string | undefined;

  /** The relay's Pub/Sub topic, `projects/P/topics/T`. Default none; `ANTIFREEZE_RELAY_TOPIC`. */
  readonly relayTopic?: string | undefined;

  /** Largest message to the relay, in bytes with its attributes. Default 262144; `ANTIFREEZE_RELAY_MAX_MESSAGE_SIZE`. */
  readonly relayMaxMessageSize?: number | undefined;

  /** A client for the relay's queue, for credentials that aren't in the environment: `new SQS()` of the AWS SDK. Default none; no variable. */
  readonly relayClient?: RelayClient | undefined;

  /** Makes the connections of exports, an `Agent` of `node:https` or `node:http` as the endpoint needs it. Default: what `NODE_USE_ENV_PROXY` and its variables say; no variable. */
  readonly agent?: HttpAgent | undefined;

  /** Keeps spans in a file until they are sent, so that a killed process loses none. Default `true`; `ANTIFREEZE_JOURNAL`. */
  readonly journal?: boolean | undefined;

  /**
   * Time before its deadline at which an invocation counts as late, in milliseconds.
   * Default: twice what flushes take, 200 to 500; before the first flush 600 to 1,500; `ANTIFREEZE_TIMEOUT_MARGIN`.
   */
  readonly timeoutMargin?: number | undefined;

  /**
   * Payloads that spans show, redacted: each one by its name, or with `:errors` only where an invocation failed.
   * Default none; `ANTIFREEZE_CAPTURE`, of which `none` switches off all that is captured, whatever is set here.
   */
  readonly capture?: readonly CaptureName[] | undefined;

  /** Most characters of one payload or header. Default 2048; `ANTIFREEZE_CAPTURE_LIMIT`. */
  readonly captureLimit?: number | undefined;

  /** Most characters of the payloads of all calls of an invocation. Default 65536; `ANTIFREEZE_CAPTURE_TOTAL`. */
  readonly captureTotal?: number | undefined;

  /** Headers that spans show, by name or by a regular expression for the whole name. Default none; `OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_*`. */
  readonly capturedHeaders?:
    | { readonly [Place in HeaderPlace]?: readonly string[] | undefined }
    | undefined;

  /** More names whose values are secrets, or ends of paths to them: `customer.email`. Default: those that everybody has; `ANTIFREEZE_REDACTED_NAMES`. */
  readonly redactedNames?: readonly string[] | undefined;

  /** What more is redacted in all texts. Default: keys, tokens and numbers of cards; `ANTIFREEZE_REDACTED_VALUES`. */
  readonly redactedValues?: RegExp | readonly RegExp[] | undefined;

  /** Gives what is shown of each text and number, before all other redaction. What it throws leaves the payload out. Default none; no variable. */
  readonly redact?: RedactValue | undefined;

  /** Span processors that see every span beside the export. Default none; no variable. */
  readonly spanProcessors?: readonly SpanProcessor[] | undefined;

  /** Makes trace and span ids. Default: random ones; no variable. */
  readonly idGenerator?: IdGenerator | undefined;
}
