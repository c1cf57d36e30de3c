import type { OtlpConfig } from '../../config/config.ts';
import type { CreateFlush } from '../../export/flush-by.ts';
import { guard } from '../../support/guard.ts';
import { signalOutlet } from '../signal-outlet.ts';
import type { SignalParts, SignalSdk } from '../signal-sdk.ts';
import { encodedMetric, metricFormat } from './metric-format.ts';
import type { MetricItem } from './metric-item.ts';

const batch = 512;
const limits = { maxExportBatchSize: batch, maxQueueSize: 4 * batch };

/** What becomes of metrics that were collected. */
export interface WayOut extends SignalSdk {
  keep(items: readonly MetricItem[]): void;
  /** Whether more than enough waits to be sent. */
  isFull(): boolean;
}

/** Sends metrics over OTLP. `longestFlush` is in milliseconds. */
export function sendingMetrics(otlp: OtlpConfig, longestFlush: number, parts: SignalParts): WayOut {
  let buffer: { readonly size: number } | undefined;
  const createFlush = ((...given: Parameters<CreateFlush>) => {
    [buffer] = given;
    return parts.createFlush(...given);
  }) as CreateFlush;
  const { add, flush, close } = signalOutlet(
    metricFormat,
    { otlp, longestFlush, ...limits },
    { ...parts, createFlush },
  );
  return {
    keep(items) {
      for (const item of items) guard('keeping a metric', () => add(encodedMetric(item)));
    },
    isFull: () => (buffer?.size ?? 0) >= batch,
    flush,
    close,
  };
}
