import type { Sampler } from '@opentelemetry/sdk-trace';
import type { Telemetry } from '../core/telemetry.ts';
import type { OpenSpanJournal } from '../core/watch-invocations.ts';
import { createExport, type ExportOptions } from '../export/create-export.ts';
import { SpanJournal } from '../journal/span-journal.ts';
import { encodingOnce } from '../otlp/encode-span.ts';
import { addLogs } from '../signals/logs/create-logs.ts';
import type { SignalParts } from '../signals/signal-sdk.ts';
import type { Signals } from '../signals/signals.ts';
import { defaults, registered } from './api-global.ts';
import { createSelection } from './selection.ts';

/** What is sent, and where spans are kept that aren't, if the process is killed; undefined where that is off. */
export interface SignalsOfSdk extends Signals, Pick<Telemetry, 'ignore'> {
  readonly journal: SpanJournal | undefined;
  /** Notes open spans there, as far as they are wanted. */
  readonly openSpans: OpenSpanJournal | undefined;
}

/** Sets up what the configuration asks for. Spans are those that `sampler` takes. */
export function createSignals(parts: SignalParts, sampler: Sampler): SignalsOfSdk {
  const { options, ...spans } = createSpans(parts, sampler);
  let signals: Signals = spans;
  const api = defaults();
  const { config } = parts;
  if (config.logs) signals = addLogs(config.logs, parts, api ?? registered(), signals);
  signals = api?.metrics?.start(parts, signals) ?? signals;
  options.onRecovered = signals.onRecovered;
  return { ...spans, ...signals };
}

/** Spans alone, of which nobody else hears. */
export function createSpansOnly(parts: SignalParts, sampler: Sampler): SignalsOfSdk {
  const { options, ...spans } = createSpans(parts, sampler);
  return spans;
}

function createSpans(parts: SignalParts, sampler: Sampler) {
  const { config, resource, journalFolder, sending } = parts;
  const encodeSpan = encodingOnce();
  const journal =
    journalFolder && config.exporter === 'otlp'
      ? new SpanJournal({ folder: journalFolder, resource, encodeSpan })
      : undefined;
  const options: Mutable<ExportOptions> = { ...sending, ...parts, encodeSpan, journal };
  const spans = createExport(config, options);
  const selects = config.keep || config.ignore || config.ignoreSpans;
  const selection = selects ? createSelection(config, spans.processor, journal) : undefined;
  return {
    ...spans,
    options,
    journal,
    processor: selection?.processor ?? spans.processor,
    sampler: selection?.sampling(sampler) ?? sampler,
    openSpans: selection?.openSpans ?? journal,
    ignore: selection?.ignore,
    observers: selection ? [selection.observe] : [],
    close: () => journal?.close(),
  };
}

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };
