import {
  type Attributes,
  type Histogram,
  type MeterProvider,
  ROOT_CONTEXT,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import { hrTimeToSeconds } from '@opentelemetry/core';
import {
  NoopSpanProcessor,
  type ReadableSpan,
  type Sampler,
  SamplingDecision,
} from '@opentelemetry/sdk-trace';
import { version } from '../../support/version.ts';
import { durationBounds } from './durations.ts';

const ofHttp = [
  'http.request.method',
  'http.response.status_code',
  'error.type',
  'network.protocol.version',
];
const ofServers = [...ofHttp, 'http.route', 'url.scheme'];
const ofClients = [...ofHttp, 'server.address', 'server.port'];
const ofConsumers = [
  'messaging.operation.name',
  'messaging.system',
  'messaging.destination.name',
  'messaging.consumer.group.name',
  'error.type',
];

/** Durations by the conventions of HTTP and messaging, of the spans that say all of it already. */
export class SpanMetrics extends NoopSpanProcessor {
  readonly #server: Histogram;
  readonly #client: Histogram;
  readonly #process: Histogram;

  constructor(provider: MeterProvider) {
    super();
    const meter = provider.getMeter('antifreeze', version);
    const histogram = (name: string, description: string) =>
      meter.createHistogram(name, {
        unit: 's',
        description,
        advice: { explicitBucketBoundaries: [...durationBounds] },
      });
    this.#server = histogram('http.server.request.duration', 'How long HTTP requests took');
    this.#client = histogram('http.client.request.duration', 'How long HTTP requests took');
    this.#process = histogram('messaging.process.duration', 'How long messages took');
  }

  override onEnd(span: ReadableSpan): void {
    const { kind, attributes } = span;
    const isHttp = attributes['http.request.method'] !== undefined;
    if (isHttp && kind === SpanKind.SERVER) record(this.#server, span, ofServers);
    else if (isHttp && kind === SpanKind.CLIENT) record(this.#client, span, ofClients);
    else if (attributes['messaging.operation.type'] === 'process')
      record(this.#process, span, ofConsumers);
  }
}

function record(histogram: Histogram, span: ReadableSpan, names: readonly string[]): void {
  const attributes: Attributes = {};
  for (const name of names) {
    const value = span.attributes[name];
    if (value !== undefined) attributes[name] = value;
  }
  const context = trace.setSpanContext(ROOT_CONTEXT, span.spanContext());
  histogram.record(hrTimeToSeconds(span.duration), attributes, context);
}

/** Has what isn't sampled recorded, too: metrics are about all requests, however few traces are kept. */
export function recordingAll(sampler: Sampler): Sampler {
  return {
    shouldSample(...asked) {
      const result = sampler.shouldSample(...asked);
      const isRecorded = result.decision !== SamplingDecision.NOT_RECORD;
      return isRecorded ? result : { ...result, decision: SamplingDecision.RECORD };
    },
    toString: () => sampler.toString(),
  };
}
