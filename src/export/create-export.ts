import { SDK_INFO } from '@opentelemetry/core';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Config } from '../config/config.ts';
import type { RelayClient } from '../config/sdk-interfaces.ts';
import type { Journal } from '../journal/journal.ts';
import { millisecondsUntil } from '../support/deadline.ts';
import { guard } from '../support/guard.ts';
import { once } from '../support/once.ts';
import { circuitBreaker } from './circuit-breaker.ts';
import { consoleSender } from './console-sender.ts';
import { createFlusher, type Flush } from './flusher.ts';
import { httpTransport } from './http-transport.ts';
import { journaling } from './journaling.ts';
import { otlpEncoding } from './otlp-encoding.ts';
import { reportingDropped } from './reporting-dropped.ts';
import { retrying } from './retrying.ts';
import { otlpSender, type SendSpans } from './send-spans.ts';
import { SpanBuffer } from './span-buffer.ts';
import { sqsRelay } from './sqs-relay.ts';

/** The way out of the process for ended spans. */
export interface SpanExport {
  readonly processor: SpanProcessor;
  readonly flush: Flush;
}

export interface ExportOptions {
  /** Ours, for the user agent. */
  readonly version: string;
  readonly journal?: Journal | undefined;
  /** Sends to the relay's queue. */
  readonly relayClient?: RelayClient | undefined;
}

/**
 * Joins buffer, encoding and transport as the configuration says.
 * The first flush also sends what processes before this one have left in the journal.
 */
export function createExport(config: Config, options: ExportOptions): SpanExport {
  const { journal } = options;
  const longest = Math.min(config.flushTimeout, config.otlp.timeout);
  const flush: Flush = (deadline) => flushBuffer(Math.min(deadline, Date.now() + longest));
  const buffer = new SpanBuffer({
    maxQueueSize: config.maxQueueSize,
    maxExportBatchSize: config.maxExportBatchSize,
    flush: () => flush(Number.POSITIVE_INFINITY),
    journal,
  });
  const send = createSender(config, options);
  const flushBuffer = createFlusher(
    buffer,
    reportingDropped(journal ? journaling(send, journal) : send, buffer),
  );
  const recover = once(() => {
    const { spans = [], lost = 0 } = journal?.recover() ?? {};
    buffer.countDropped(lost);
    buffer.putBack(spans);
  });
  return {
    processor: buffer,
    flush: (deadline) => {
      if (millisecondsUntil(deadline) > 0) guard('reading the journal', recover);
      return flush(deadline);
    },
  };
}

function createSender(
  { exporter, otlp, relay }: Config,
  { version, relayClient: client }: ExportOptions,
): SendSpans {
  if (exporter === 'none') return async () => ({ unsent: [], dropped: 0 });
  if (exporter === 'console') return consoleSender();
  if (relay) return circuitBreaker(sqsRelay({ ...relay, client }));
  const encoding = otlpEncoding(otlp.protocol);
  const { contentType } = encoding;
  const userAgent = `antifreeze/${version} OTel-OTLP-Exporter-JavaScript/${SDK_INFO['telemetry.sdk.version']}`;
  const transport = retrying(httpTransport({ otlp, contentType, userAgent }));
  return circuitBreaker(otlpSender(encoding, transport));
}
