// In place of the SDK's internal module of this name.

/** Counts nothing: there is nobody to tell. */
export class TracerMetrics {
  startSpan(): () => void {
    return () => undefined;
  }
}
