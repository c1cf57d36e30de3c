import { SDK_INFO } from '@opentelemetry/core';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Config } from '../config/config.ts';
import { circuitBreaker } from './circuit-breaker.ts';
import { consoleSender } from './console-sender.ts';
import { createFlusher, type Flush } from './flusher.ts';
import { httpTransport } from './http-transport.ts';
import { otlpEncoding } from './otlp-encoding.ts';
import { retrying } from './retrying.ts';
import { otlpSender, type SendSpans } from './send-spans.ts';
import { SpanBuffer } from './span-buffer.ts';

/** The way out of the process for ended spans. */
export interface SpanExport {
  readonly processor: SpanProcessor;
  readonly flush: Flush;
}

/** Joins buffer, encoding and transport as the configuration says. `version` is ours, for the user agent. */
export function createExport(config: Config, version: string): SpanExport {
  const longest = Math.min(config.flushTimeout, config.otlp.timeout);
  const flush: Flush = (deadline) => flushBuffer(Math.min(deadline, Date.now() + longest));
  const buffer = new SpanBuffer({
    maxQueueSize: config.maxQueueSize,
    maxExportBatchSize: config.maxExportBatchSize,
    flush: () => flush(Number.POSITIVE_INFINITY),
  });
  const flushBuffer = createFlusher(buffer, createSender(config, version));
  return { processor: buffer, flush };
}

function createSender({ exporter, otlp }: Config, version: string): SendSpans {
  if (exporter === 'none') return async () => ({ unsent: [], dropped: 0 });
  if (exporter === 'console') return consoleSender();
  const encoding = otlpEncoding(otlp.protocol);
  const { contentType } = encoding;
  const userAgent = `antifreeze/${version} OTel-OTLP-Exporter-JavaScript/${SDK_INFO['telemetry.sdk.version']}`;
  const transport = retrying(httpTransport({ otlp, contentType, userAgent }));
  return circuitBreaker(otlpSender(encoding, transport));
}
