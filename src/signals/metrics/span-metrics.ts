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
  type ReadableSpan,
  type Sampler,
  SamplingDecision,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import { guard } from '../../support/guard.ts';
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

/**
 * The same processor, but that durations are measured by the conventions of HTTP and messaging: of the spans that say all
 * of it already.
 */
export function spanMetrics(provider: MeterProvider, processor: SpanProcessor): SpanProcessor {
  const meter = provider.getMeter('antifreeze', version);
  const histogram = (name: string, description: string) =>
    meter.createHistogram(name, {
      unit: 's',
      description,
      advice: { explicitBucketBoundaries: [...durationBounds] },
    });
  const server = histogram('http.server.request.duration', 'How long HTTP requests took');
  const client = histogram('http.client.request.duration', 'How long HTTP requests took');
  const processing = histogram('messaging.process.duration', 'How long messages took');

  function measure(span: ReadableSpan): void {
    const { kind, attributes } = span;
    const isHttp = attributes['http.request.method'] !== undefined;
    if (isHttp && kind === SpanKind.SERVER) record(server, span, ofServers);
    else if (isHttp && kind === SpanKind.CLIENT) record(client, span, ofClients);
    else if (attributes['messaging.operation.type'] === 'process')
      record(processing, span, ofConsumers);
  }

  return {
    onStart: (...started) => processor.onStart(...started),
    onEnd(span) {
      guard('measuring a span', () => measure(span));
      processor.onEnd(span);
    },
    forceFlush: () => processor.forceFlush(),
    shutdown: () => processor.shutdown(),
  };
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
