import type { RelayOptions } from './relay-options.ts';

/** Settings of a relay on Google Cloud. All are optional. */
export interface PubSubRelayOptions extends Omit<RelayOptions, 'slowDown'> {
  /**
   * The subscription's acknowledgement deadline, in milliseconds: after it Pub/Sub delivers a message again. The relay
   * answers before. Default 10000, which is that of a subscription unless it is set.
   */
  readonly ackDeadline?: number | undefined;

  /**
   * How long a message waits for others that are delivered at the same time, in milliseconds, so that they are sent in one
   * request. 0 for not at all. Default 50.
   */
  readonly mergeFor?: number | undefined;
}
