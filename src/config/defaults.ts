import type { SettingValues } from './setting-values.ts';

/** What every setting is when it is unset. */
export const defaults: SettingValues = {
  general: {
    disabled: false,
    configFile: undefined,
    logLevel: undefined,
    serviceName: undefined,
    resourceAttributes: {},
    propagators: ['tracecontext', 'baggage'],
    exporter: 'otlp',
    maxQueueSize: 2048,
    maxExportBatchSize: 512,
    flush: 'after-response',
    flushInterval: 1000,
    flushTimeout: 1000,
    journal: true,
    timeoutMargin: undefined,
    exportTimeout: Number.POSITIVE_INFINITY,
  },
  sampling: { sampler: 'parentbased_always_on', samplerRatio: 1 },
  relay: {
    relay: undefined,
    relayQueueUrl: undefined,
    relayTopic: undefined,
    relayMaxMessageSize: undefined,
  },
  otlp: {
    url: 'http://localhost:4318/v1/traces',
    headers: {},
    protocol: 'http/protobuf',
    compression: 'none',
    timeout: 10_000,
    certificate: undefined,
    clientKey: undefined,
    clientCertificate: undefined,
    auth: undefined,
  },
  limits: {
    attributeValueLengthLimit: Number.POSITIVE_INFINITY,
    attributeCountLimit: 128,
    eventCountLimit: 128,
    // Not the usual 128: the root span of a batch links to the producer of each of up to 10,000 records.
    linkCountLimit: 10_000,
    attributePerEventCountLimit: 128,
    attributePerLinkCountLimit: 128,
  },
  parts: {
    propagator: undefined,
    extractContext: undefined,
    idGenerator: undefined,
    spanProcessors: [],
    relayClient: undefined,
    agent: undefined,
  },
};
