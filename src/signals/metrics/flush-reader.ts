import {
  type AggregationOption,
  AggregationTemporality,
  AggregationType,
  InstrumentType,
  MetricReader,
} from '@opentelemetry/sdk-metrics';
import type { MetricsConfig } from '../../config/config.ts';

/** Reads when it is told to: there is a flush for that, and no timer that a freeze could stop. */
export class FlushReader extends MetricReader {
  constructor({ temporality, histograms }: Pick<MetricsConfig, 'temporality' | 'histograms'>) {
    super({
      aggregationTemporalitySelector: (type) => temporalityOf(type, temporality),
      aggregationSelector: (type) => aggregationOf(type, histograms),
    });
  }

  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** Of the specification of OTLP's exporter. What goes up and down is never a difference. */
function temporalityOf(
  type: InstrumentType,
  preference: MetricsConfig['temporality'],
): AggregationTemporality {
  if (preference === 'cumulative' || neverDelta.has(type)) return AggregationTemporality.CUMULATIVE;
  if (preference === 'lowmemory' && type === InstrumentType.OBSERVABLE_COUNTER)
    return AggregationTemporality.CUMULATIVE;
  return AggregationTemporality.DELTA;
}

const neverDelta: ReadonlySet<InstrumentType> = new Set([
  InstrumentType.UP_DOWN_COUNTER,
  InstrumentType.OBSERVABLE_UP_DOWN_COUNTER,
]);

function aggregationOf(
  type: InstrumentType,
  histograms: MetricsConfig['histograms'],
): AggregationOption {
  const isExponential =
    type === InstrumentType.HISTOGRAM && histograms === 'base2_exponential_bucket_histogram';
  return { type: isExponential ? AggregationType.EXPONENTIAL_HISTOGRAM : AggregationType.DEFAULT };
}
