import { TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Config } from '../config/config.ts';
import type { CreateFlush, FlushOptions } from './flush-by.ts';
import type { Flush } from './flusher.ts';
import { createOutlet, type OutletOptions } from './outlet.ts';
import { spanKind } from './span-kind.ts';

/** The way out of the process for ended spans. */
export interface SpanExport {
  readonly processor: SpanProcessor;
  readonly flush: Flush;
}

export interface ExportOptions
  extends FlushOptions<ReadableSpan>,
    Pick<OutletOptions<ReadableSpan>, 'onFullBatch'> {
  /** Makes what sends on this platform. */
  readonly createFlush: CreateFlush;
}

/** Makes the way out for spans that are sampled, as the configuration says. */
export function createExport(config: Config, options: ExportOptions): SpanExport {
  const { maxQueueSize, maxExportBatchSize } = config;
  const { add, flush } = createOutlet({
    ...options,
    maxQueueSize,
    maxExportBatchSize,
    kind: spanKind,
    longestFlush: Math.min(config.flushTimeout, config.otlp.timeout),
    createFlush: (buffer) => options.createFlush(buffer, config, options),
  });
  const flushAll = () => flush(Number.POSITIVE_INFINITY);
  return {
    processor: {
      onStart: () => undefined,
      onEnd: (span) => {
        if (span.spanContext().traceFlags & TraceFlags.SAMPLED) add(span);
      },
      forceFlush: flushAll,
      shutdown: flushAll,
    },
    flush,
  };
}
