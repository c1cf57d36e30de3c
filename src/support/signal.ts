/** One of OpenTelemetry's signals. Each has requests of its own. */
export type Signal = 'traces' | 'logs' | 'metrics';

/** What there are many of in a request of each. */
export const itemsOf: Readonly<Record<Signal, string>> = {
  traces: 'spans',
  logs: 'log records',
  metrics: 'metrics',
};
