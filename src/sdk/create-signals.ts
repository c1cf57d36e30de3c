import type { LoggerProvider } from '@opentelemetry/api';
import type { Sampler, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { ObserveInvocation } from '../core/observe-invocation.ts';
import { createExport } from '../export/create-export.ts';
import type { Flush } from '../export/flusher.ts';
import { SpanJournal } from '../journal/span-journal.ts';
import { encodingOnce } from '../otlp/encode-span.ts';
import { createLogs } from '../signals/logs/create-logs.ts';
import type { SignalParts } from '../signals/signal-sdk.ts';
import { defaults, registered } from './api-global.ts';
import { ownMeters } from './register-api.ts';

/** What is sent of a process: its spans, and the other signals that are switched on. */
export interface Signals {
  /** Takes the spans that end. */
  readonly processor: SpanProcessor;
  /** Keeps the spans that aren't sent, if the process is killed; undefined where that is off. */
  readonly journal: SpanJournal | undefined;
  /** Makes the loggers of everybody, where there are logs. */
  readonly loggerProvider: LoggerProvider | undefined;
  readonly observers: readonly ObserveInvocation[];
  /** Look at spans, for what they have to tell. */
  readonly watchers: readonly SpanProcessor[];
  /** Has spans recorded that one of them has to see, also where no trace is kept. */
  sampling(sampler: Sampler): Sampler;
  /** Sends what is there of all of them, each by requests of its own at the same time. */
  readonly flush: Flush;
  /** For the end of the process: leaves nothing behind where nothing is left to do. */
  close(): void;
}

/** Sets up what the configuration asks for. */
export function createSignals(parts: SignalParts): Signals {
  const { config, resource, journalFolder, sending } = parts;
  const encodeSpan = encodingOnce();
  const journal =
    journalFolder && config.exporter === 'otlp'
      ? new SpanJournal({ folder: journalFolder, resource, encodeSpan })
      : undefined;
  const metrics = ownMeters()?.start(parts);
  const { processor, flush } = createExport(config, {
    ...sending,
    ...parts,
    encodeSpan,
    journal,
    onRecovered: metrics?.countCut,
  });
  const logs = config.logs && createLogs(config.logs, parts, defaults() ?? registered());
  const others = [logs, metrics].filter((each) => each !== undefined);
  return {
    processor,
    journal,
    loggerProvider: logs?.provider,
    observers: others.map(({ observe }) => observe),
    watchers: metrics ? [metrics.processor] : [],
    sampling: metrics?.sampling ?? ((sampler) => sampler),
    async flush(deadline) {
      await Promise.all([flush(deadline), ...others.map((other) => other.flush(deadline))]);
    },
    close() {
      journal?.close();
      for (const { close } of others) close();
    },
  };
}
