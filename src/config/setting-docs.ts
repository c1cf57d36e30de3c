import type { SettingValues } from './setting-values.ts';

/** The name of a setting in any group. */
export type SettingKey = {
  [Group in keyof SettingValues]: keyof SettingValues[Group];
}[keyof SettingValues];

/** What the documentation says of one setting. */
export interface SettingDoc {
  /** One sentence, with units. */
  readonly meaning: string;
  /** Said in place of the default in code, where that one doesn't tell the user enough. */
  readonly fallback?: string;
}

/** The documentation of every setting, in the order of the table. Apart from `settings`, so that no bundle carries it. */
export const settingDocs: { readonly [Key in SettingKey]: SettingDoc } = {
  disabled: { meaning: 'Leaves the handler untraced.' },
  serviceName: {
    meaning: 'The service on every span; wins over `service.name` among the resource attributes.',
    fallback: "the function's name",
  },
  resourceAttributes: {
    meaning:
      'Attributes of the resource: `key=value,key=value`, percent-encoded, all discarded if one is malformed. Those in code are added and win.',
  },
  url: {
    meaning:
      "Where traces are posted, http or https. `v1/traces` is appended to `endpoint` and `OTEL_EXPORTER_OTLP_ENDPOINT`; `tracesEndpoint` and its variable are used as they are. `endpoint` may also be, and `ANTIFREEZE_ENDPOINT` is, `aws` or `google`: [straight to the cloud's own](backends.md).",
    fallback: '`http://localhost:4318`',
  },
  headers: {
    meaning:
      'Headers of each export: `key=value,key=value`, percent-encoded. All three places are joined; the first named wins.',
  },
  protocol: { meaning: '`http/protobuf` or `http/json`. There is no gRPC.' },
  compression: { meaning: '`gzip` or `none`.' },
  timeout: {
    meaning: 'Longest time for one export with its retries, in milliseconds; 0 for no limit.',
  },
  certificate: {
    meaning: 'PEM file with the certificates to trust.',
    fallback: 'those of Node.js',
  },
  clientKey: { meaning: "PEM file with the client's private key." },
  clientCertificate: { meaning: "PEM file with the client's certificate." },
  auth: {
    meaning:
      'What proves who sends: `xray` for a signature of AWS with the role of the function, `google` for an access token of its service account, `none`.',
    fallback: "what the endpoint's host wants",
  },
  exporter: {
    meaning: '`otlp`, `console` to print spans, `none` to record but not export them.',
  },
  flush: {
    meaning:
      '`after-response` sends spans once the caller has the answer, where the platform has a window for it; `before-response` always sends them first; `batched`, on Lambda, keeps those of a busy function for `flushInterval`.',
  },
  traceFields: {
    meaning:
      'Adds `trace_id`, `span_id` and `trace_flags` to each line of `console`, pino, winston, bunyan and Powertools: [logs](logs.md).',
  },
  tenantId: {
    meaning:
      'On Lambda functions with [tenant isolation](events.md#tenants), says on the root span for whom it was called. The id may be personal.',
  },
  flushInterval: {
    meaning:
      'How long `batched` keeps spans, in milliseconds from when the first of their invocations began; the next response after that sends them.',
  },
  flushTimeout: { meaning: 'Longest time that one flush may take, in milliseconds.' },
  relay: {
    meaning:
      '`sqs` sends spans to a queue, which a function made by `createRelay` empties, in place of the endpoint; `pubsub`, on Google Cloud, to a topic, for `createPubSubRelay`.',
    fallback: 'none',
  },
  relayQueueUrl: { meaning: "URL of the relay's queue." },
  relayTopic: { meaning: "The relay's topic: `projects/<project>/topics/<topic>`." },
  relayMaxMessageSize: {
    meaning: 'Largest message to the relay, in bytes with its attributes.',
    fallback: '`262144`',
  },
  agent: {
    meaning:
      'Makes the connections of exports: an `Agent` of `node:https` or `node:http`, as the endpoint needs it.',
    fallback: 'what `NODE_USE_ENV_PROXY` and its variables say',
  },
  relayClient: {
    meaning:
      "A client for the relay's queue, `new SQS()` of the AWS SDK, for credentials that aren't in the environment.",
  },
  journal: {
    meaning:
      'Keeps spans in a file in the temporary directory until they are sent, so that a process that is killed loses none.',
  },
  timeoutMargin: {
    meaning:
      'Time before its deadline at which an invocation counts as late, in milliseconds: then what has ended is sent.',
    fallback: 'twice what flushes take, 200 to 500; before the first flush 600 to 1,500',
  },
  exportTimeout: {
    meaning: 'An upper limit for `flushTimeout`, in milliseconds; 0 for none.',
    fallback: 'none',
  },
  maxQueueSize: { meaning: 'Most spans held in memory; the oldest are dropped above it.' },
  maxExportBatchSize: { meaning: 'Most spans in one request, at most as many as are held.' },
  propagators: {
    meaning:
      'How trace context is read, the first that finds one, and written: `tracecontext`, `baggage`, `b3`, `b3multi`, `jaeger`, `xray`, `xray-lambda`, or for the time of a migration `datadog`, `sentry`; `none`.',
  },
  propagator: {
    meaning: 'A `TextMapPropagator` of your own, used in place of the named ones.',
  },
  extractContext: {
    meaning:
      "`(event, context) => ...`, asked before antifreeze looks for the caller's context: gives an object with `traceparent`, or a `Context`. A handler's own.",
    fallback: 'none',
  },
  sampler: {
    meaning:
      'Which traces are kept: `always_on`, `always_off`, `traceidratio`, `probability`, `jaeger_remote`, or one of them behind `parentbased_`; in code also a `Sampler`. See [sampling](sampling.md).',
  },
  samplerRatio: {
    meaning: 'Share of new traces that a `traceidratio` or `probability` sampler keeps, 0 to 1.',
  },
  remoteSampling: {
    meaning:
      'Where `jaeger_remote` asks, how often in milliseconds, and the share until there is an answer: `endpoint=http://...,pollingIntervalMs=...,initialSamplingRate=...`.',
    fallback: '`http://localhost:5778`, each minute, 0.001',
  },
  keep: {
    meaning:
      "What of the sampler's rest [is kept](sampling.md#what-is-kept-afterwards) once it has ended: `errors`, `timeouts`, `cold-starts`, `batch-failures`, `slower:2000`, `attribute:tier=gold`, `at-least:1` a minute, `ratio:0.05`. Without `sampler`, nothing else is.",
  },
  ignore: {
    meaning:
      'Invocations that [are not traced](sampling.md#invocations-that-nobody-wants): `warm-ups`, and names of routes and sources such as `/health*` or `timer`.',
  },
  ignoreSpans: {
    meaning:
      'Spans that [are left out](sampling.md#spans-that-nobody-wants): `name:dns*&shorter:5,kind:internal,attribute:url.path=/health`.',
  },
  attributeValueLengthLimit: {
    meaning: 'Most characters of one attribute value; the rest is cut off.',
    fallback: 'none',
  },
  attributeCountLimit: { meaning: 'Most attributes of one span.' },
  eventCountLimit: { meaning: 'Most events of one span.' },
  linkCountLimit: {
    meaning: 'Most links of one span; a batch of records needs one a record, hence the default.',
  },
  attributePerEventCountLimit: { meaning: 'Most attributes of one event.' },
  attributePerLinkCountLimit: { meaning: 'Most attributes of one link.' },
  capture: {
    meaning:
      'Payloads that spans show, [redacted](payloads.md): `event`, `result`, `http-request`, `http-response`, `aws-input`, `aws-output` or `all`, each one also as `event:errors`, only where an invocation failed. The variable `none` switches off all of it, headers too, whatever code says.',
    fallback: 'none',
  },
  captureLimit: { meaning: 'Most characters of one payload or header.' },
  captureTotal: { meaning: 'Most characters of the payloads of all calls of an invocation.' },
  serverRequest: {
    meaning:
      'Headers of requests to the function that its span shows: names, or regular expressions for whole names.',
  },
  serverResponse: { meaning: "Headers of the function's responses that its span shows." },
  clientRequest: { meaning: 'Headers of outgoing requests that their spans show.' },
  clientResponse: { meaning: 'Headers of the responses to them that their spans show.' },
  redactedHeaders: {
    meaning:
      'More headers whose values are redacted: names, or regular expressions for whole names.',
    fallback: 'those that hold credentials',
  },
  redactedNames: {
    meaning:
      'More names whose values are redacted, or ends of paths to them: `iban,customer.email`.',
    fallback: 'those that everybody has',
  },
  redactedValues: {
    meaning: 'A regular expression for what more is redacted in texts; in code also several.',
    fallback: 'keys, tokens, numbers of cards',
  },
  redact: {
    meaning:
      '`(value, path) => ...`, gives what is shown of each text and number in a payload. What it throws leaves the payload out.',
    fallback: 'none',
  },
  spanProcessors: { meaning: 'Span processors that see every span beside the export.' },
  idGenerator: { meaning: 'Makes trace and span ids.', fallback: 'random' },
  logLevel: {
    meaning:
      'How much is logged about the tracing itself: `none`, `error`, `warn`, `info`, `debug`, `verbose` or `all`.',
    fallback: 'mistakes in the configuration, and what keeps all spans from arriving',
  },
  configFile: { meaning: 'Not supported: set, it gives a warning.' },
};
