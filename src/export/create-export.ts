import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Config } from '../config/config.ts';
import type { Journal } from '../journal/journal.ts';
import { millisecondsUntil } from '../support/deadline.ts';
import { guard } from '../support/guard.ts';
import { once } from '../support/once.ts';
import type { CreateSender, SenderOptions } from './create-sender.ts';
import { createFlusher, type Flush } from './flusher.ts';
import { reportingDropped } from './reporting-dropped.ts';
import type { SendSpans } from './send-spans.ts';
import { SpanBuffer } from './span-buffer.ts';

/** The way out of the process for ended spans. */
export interface SpanExport {
  readonly processor: SpanProcessor;
  readonly flush: Flush;
}

export interface ExportOptions extends SenderOptions {
  readonly journal?: Journal | undefined;
  /** Makes what sends spans on this platform. */
  readonly createSender: CreateSender;
  /** Called when a batch is full, and is sent without anybody having asked. */
  readonly onFullBatch?: (() => void) | undefined;
}

/**
 * Joins buffer, journal and sender as the configuration says. The first flush makes the sender, which a cold start need
 * not wait for, and also sends what processes before this one have left in the journal.
 */
export function createExport(config: Config, options: ExportOptions): SpanExport {
  const { journal, createSender } = options;
  const longest = Math.min(config.flushTimeout, config.otlp.timeout);
  const flush: Flush = (deadline) => flushBuffer(Math.min(deadline, Date.now() + longest));
  const buffer = new SpanBuffer({
    maxQueueSize: config.maxQueueSize,
    maxExportBatchSize: config.maxExportBatchSize,
    flush: () => {
      options.onFullBatch?.();
      return flush(Number.POSITIVE_INFINITY);
    },
    journal,
  });
  const sender = once(() => createSender(config, options));
  const send: SendSpans = async (spans, deadline) => sender()(spans, deadline);
  const flushBuffer = createFlusher(buffer, reportingDropped(send, buffer));
  const recover = once(() => {
    const { spans = [], lost = 0 } = journal?.recover() ?? {};
    buffer.countDropped(lost);
    buffer.putBack(spans);
  });
  return {
    processor: buffer,
    flush: (deadline) => {
      // Also where nothing has ended yet: it may at the last moment, which is short.
      guard('making the sender', sender);
      if (millisecondsUntil(deadline) > 0) guard('reading the journal', recover);
      return flush(deadline);
    },
  };
}
