import type { SignalOptions, TraceOptions } from '../config/options.ts';

/** Settings of a relay. All are optional. */
export interface RelayOptions {
  /**
   * Where spans, log records and metrics go: each of them to all of these that take it. Default: where `OTEL_EXPORTER_OTLP_*` says, as for a function
   * that exports without a queue.
   */
  readonly destinations?: readonly RelayDestination[] | undefined;

  /** Largest request that messages are merged into, in bytes before compression. Default 4 MiB. */
  readonly maxRequestSize?: number | undefined;

  /**
   * Longest time that a request is sent again and again before its messages go back to the queue, in milliseconds,
   * within the time that the invocation has. Default 5000.
   */
  readonly retryFor?: number | undefined;

  /**
   * Whether messages that a destination was too busy or not there for are hidden in the queue, for as long as it asks
   * or ever longer. Needs `sqs:ChangeMessageVisibility`, which a function that polls a queue has. Default `true`.
   */
  readonly slowDown?: boolean | undefined;

  /**
   * Traces the relay itself, straight to the collector that `OTEL_EXPORTER_OTLP_*` or these options name, and never to
   * a queue. Default `false`.
   */
  readonly trace?: boolean | TraceOptions | undefined;
}

/** Used for what is not set. */
export const relayDefaults: Readonly<Record<'maxRequestSize' | 'retryFor', number>> = {
  maxRequestSize: 4 * 1024 * 1024,
  retryFor: 5_000,
};

/**
 * An OTLP endpoint. It takes every signal at its path below `endpoint`; where only `tracesEndpoint`, or the `endpoint` of a
 * signal, is given, it takes just that. It takes nothing from `OTEL_EXPORTER_OTLP_*`, so that no secret goes to the wrong place. A header
 * may name a secret, alone or after a word such as `Bearer `: on AWS `secretsmanager:<name or ARN>[#<key>]` or
 * `ssm:<name or ARN>`, on Google Cloud `projects/<project>/secrets/<secret>[/versions/<version>][#<key>]`, and on both
 * `env:<variable>`.
 */
export type RelayDestination = Pick<
  TraceOptions,
  | 'endpoint'
  | 'tracesEndpoint'
  | 'headers'
  | 'compression'
  | 'timeout'
  | 'certificate'
  | 'clientKey'
  | 'clientCertificate'
  | 'auth'
> & {
  /** What differs for log records. */
  readonly logs?: RelaySignal | undefined;
  /** What differs for metrics. */
  readonly metrics?: RelaySignal | undefined;
};

/** What differs for one signal. */
type RelaySignal = Omit<SignalOptions, 'exporter' | 'protocol'>;
