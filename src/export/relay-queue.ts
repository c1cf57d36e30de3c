import type { Deadline } from '../support/deadline.ts';
import type { RelayMessage } from './relay-message.ts';
import type { SendResult } from './transport.ts';

/** A queue, or a topic, that takes messages of the relay. */
export interface RelayQueue {
  /** Limits of one call. */
  readonly limits: CallLimits;
  /** Sends messages in one call. Gives a result for each, in their order. Never throws, and is done by `deadline`. */
  send(messages: readonly RelayMessage[], deadline: Deadline): Promise<readonly SendResult[]>;
}

/** How many messages one call takes, and how many bytes of them all. */
export interface CallLimits {
  readonly messages: number;
  readonly bytes: number;
}

/**
 * The result of a call that was refused as a whole. What it is refused for may pass, even a missing permission or queue:
 * kept, as spans can't be made again.
 */
export function refusedCall(error: Error, fault: string | undefined): SendResult {
  return { status: 'retryable', error, fault };
}
