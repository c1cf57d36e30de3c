import type { Span, Tracer } from '@opentelemetry/api';
import type { PubSubMessage } from '../../propagation/pubsub.ts';

/** How publishing through `@google-cloud/pubsub` is traced. */
export interface PubSubInstrumentationOptions {
  /** Whether context is written into the attributes of messages. Default: true. */
  readonly messageContext?: boolean | undefined;
}

/** What every traced message needs. */
export interface PubSubTracing {
  readonly tracer: Tracer;
  readonly options: PubSubInstrumentationOptions;
}

/** A message on its way; `calculatedSize` is what the client has found it to take so far, in bytes. */
export interface PublishedMessage extends PubSubMessage {
  readonly orderingKey?: string;
  readonly calculatedSize?: number;
}

/** The part of `@google-cloud/pubsub` through which each message of a topic goes, in whatever way it is published. */
export interface Publisher {
  publishMessage: Publish;
  /** Where the client's own OpenTelemetry is on, the span of a message, which is made once and noted in it. */
  getParentSpan?(message: object, caller: string): Span | undefined;
  readonly topic?: {
    /** `projects/P/topics/T`; P may be a placeholder until the client knows its project. */
    readonly name?: string;
  };
}

/** Gives a promise of the message's id, unless there is a callback for it. */
export type Publish = (this: Publisher, ...args: unknown[]) => unknown;
