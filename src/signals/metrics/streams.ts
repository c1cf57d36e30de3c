import {
  type Attributes,
  type Context,
  isSpanContextValid,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import type { ExemplarFilter } from '../../config/config.ts';
import type { OtlpExemplar } from '../../otlp/encode-metric.ts';
import { streamKey } from './metric-item.ts';

/** What the SDK doesn't keep of the measurements since the last collection. */
export interface Streams {
  /** `bounds` are those of a histogram; without them the last measurement is the one example. */
  add(instrument: string, measured: Measured, bounds: readonly number[] | undefined): void;
  of(instrument: string, attributes: Attributes): Stream | undefined;
  clear(): void;
}

/** One measurement. */
export interface Measured {
  readonly value: number;
  readonly attributes: Attributes;
  /** In which it was made. */
  readonly context: Context;
}

interface Stream {
  /** By bucket. */
  readonly exemplars: ReadonlyMap<number, OtlpExemplar>;
  readonly values: readonly number[];
}

interface OpenStream extends Stream {
  readonly exemplars: Map<number, OtlpExemplar>;
  readonly values: number[];
}

export interface StreamsOptions {
  readonly exemplarFilter: ExemplarFilter;
  /** Whether all that is measured by histograms is kept as it is. */
  readonly keepsValues: boolean;
}

/** Keeps an example of the measurements in each bucket, the last one, and single values where they are asked for. */
export function createStreams({ exemplarFilter, keepsValues }: StreamsOptions): Streams {
  const instruments = new Map<string, Map<string, OpenStream>>();

  function streamOf(instrument: string, attributes: Attributes): OpenStream {
    const streams = instruments.get(instrument) ?? new Map<string, OpenStream>();
    instruments.set(instrument, streams);
    const key = streamKey(attributes);
    const stream: OpenStream = streams.get(key) ?? { exemplars: new Map(), values: [] };
    streams.set(key, stream);
    return stream;
  }

  return {
    add(instrument, measured, bounds) {
      const exemplar = exampleOf(measured, exemplarFilter);
      const values = keepsValues && bounds ? [measured.value] : [];
      if (!exemplar && values.length === 0) return;
      const stream = streamOf(instrument, measured.attributes);
      stream.values.push(...values);
      if (exemplar) stream.exemplars.set(bucketOf(measured.value, bounds), exemplar);
    },
    of: (instrument, attributes) => instruments.get(instrument)?.get(streamKey(attributes)),
    clear: () => instruments.clear(),
  };
}

function exampleOf({ value, context }: Measured, filter: ExemplarFilter): OtlpExemplar | undefined {
  if (filter === 'always_off') return undefined;
  const span = trace.getSpanContext(context);
  const isSampled =
    span && isSpanContextValid(span) && (span.traceFlags & TraceFlags.SAMPLED) !== 0;
  if (filter === 'trace_based' && !isSampled) return undefined;
  const { traceId, spanId } = isSampled ? span : { traceId: '', spanId: '' };
  return { value, time: millisToHrTime(Date.now()), traceId, spanId };
}

/** The first bucket whose upper bound holds the value; the last one has none. */
function bucketOf(value: number, bounds: readonly number[] = []): number {
  const bucket = bounds.findIndex((bound) => value <= bound);
  return bucket < 0 ? bounds.length : bucket;
}
