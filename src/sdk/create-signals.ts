import type { Sampler } from '@opentelemetry/sdk-trace';
import { createExport, type ExportOptions } from '../export/create-export.ts';
import { SpanJournal } from '../journal/span-journal.ts';
import { encodingOnce } from '../otlp/encode-span.ts';
import { addLogs } from '../signals/logs/create-logs.ts';
import type { SignalParts } from '../signals/signal-sdk.ts';
import type { Signals } from '../signals/signals.ts';
import { defaults, registered } from './api-global.ts';

/** What is sent, and where spans are kept that aren't, if the process is killed; undefined where that is off. */
export interface SignalsWithJournal extends Signals {
  readonly journal: SpanJournal | undefined;
}

/** Sets up what the configuration asks for. Spans are those that `sampler` takes. */
export function createSignals(parts: SignalParts, sampler: Sampler): SignalsWithJournal {
  const { config, resource, journalFolder, sending } = parts;
  const encodeSpan = encodingOnce();
  const journal =
    journalFolder && config.exporter === 'otlp'
      ? new SpanJournal({ folder: journalFolder, resource, encodeSpan })
      : undefined;
  const options: Mutable<ExportOptions> = { ...sending, ...parts, encodeSpan, journal };
  const spans = createExport(config, options);
  let signals: Signals = { ...spans, sampler, observers: [], close: () => journal?.close() };
  const api = defaults();
  if (config.logs) signals = addLogs(config.logs, parts, api ?? registered(), signals);
  signals = api?.metrics?.start(parts, signals) ?? signals;
  options.onRecovered = signals.onRecovered;
  return { journal, ...signals };
}

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };
