import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Config } from '../config/config.ts';
import type { Journal } from '../journal/journal.ts';
import { millisecondsUntil } from '../support/deadline.ts';
import { guard } from '../support/guard.ts';
import { once } from '../support/once.ts';
import type { CreateSender, SenderOptions } from './create-sender.ts';
import { createFlusher, type Flush } from './flusher.ts';
import { loadSender as loadDefaultSender } from './load-sender.ts';
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
  /** Loads what sends spans on this platform. Default: what has a way to an endpoint, and to SQS. */
  readonly loadSender?: (() => Promise<CreateSender>) | undefined;
}

/**
 * Joins buffer, journal and sender as the configuration says. The first flush loads the sender, which a cold start needs
 * not wait for, and also sends what processes before this one have left in the journal.
 */
export function createExport(config: Config, options: ExportOptions): SpanExport {
  const { journal, loadSender = loadDefaultSender } = options;
  const longest = Math.min(config.flushTimeout, config.otlp.timeout);
  const flush: Flush = (deadline) => flushBuffer(Math.min(deadline, Date.now() + longest));
  const buffer = new SpanBuffer({
    maxQueueSize: config.maxQueueSize,
    maxExportBatchSize: config.maxExportBatchSize,
    flush: () => flush(Number.POSITIVE_INFINITY),
    journal,
  });
  const sender = once(async () => (await loadSender())(config, options));
  const send: SendSpans = async (spans, deadline) => (await sender())(spans, deadline);
  const flushBuffer = createFlusher(buffer, reportingDropped(send, buffer));
  const report = once(reportMissingFile);
  const recover = once(() => {
    const { spans = [], lost = 0 } = journal?.recover() ?? {};
    buffer.countDropped(lost);
    buffer.putBack(spans);
  });
  return {
    processor: buffer,
    flush: (deadline) => {
      // Also where nothing has ended yet: it may at the last moment, which is short.
      sender().catch(report);
      if (millisecondsUntil(deadline) > 0) guard('reading the journal', recover);
      return flush(deadline);
    },
  };
}

/** Only a deployment that lacks one of our files leads here. Nobody would find it if this were said to `diag` alone. */
function reportMissingFile(error: unknown): void {
  const { message } = error as Error;
  // biome-ignore lint/suspicious/noConsole: see above.
  console.warn(
    `antifreeze: no span can be sent, as a file of the package can't be loaded; deploy all of its files: ${message}`,
  );
}
