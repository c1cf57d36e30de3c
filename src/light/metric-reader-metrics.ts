// In place of the SDK's internal module of this name.

/** Tells nobody how long collections take. */
export class MetricReaderMetrics {
  recordCollection(): void {}
}
