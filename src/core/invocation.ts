import type { Attributes, Context } from '@opentelemetry/api';
import type { Deadline } from '../support/deadline.ts';

/** One call of the user's handler, in terms every platform shares. */
export interface Invocation<Platform = unknown> {
  readonly event: unknown;
  /** The platform's own id for it, by which the platform is answered. */
  readonly id?: string | undefined;
  /** What the platform says beside the event, for triggers that need it: on Lambda, the context object. */
  readonly platform: Platform;
  /** Name of the root span where the event source has no better one: the function's name. */
  readonly name: string;
  /** Attributes of the root span, whatever the event source. */
  readonly attributes: Attributes;
  /** What the function was called with, beside a way to answer: the event, and what the platform says about it. */
  readonly args?: readonly unknown[];
  /** What the answer is written into, where it is streamed. */
  readonly responseStream?: object | undefined;
  /** The context that the event carried, with a sender of which the platform tells where the event names none. */
  withSender?(parent: Context | undefined): Context | undefined;
  /** When the platform stops this invocation. */
  readonly deadline: Deadline;
  /** On a cold start, how long the environment took to get ready. */
  readonly initialization?: Initialization | undefined;
}

/** When a sandbox began and finished its initialisation, in epoch milliseconds. */
export interface Initialization {
  readonly start: number;
  readonly end: number;
}
