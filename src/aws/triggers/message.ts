import type { Attributes, Context } from '@opentelemetry/api';

/** One message of an event, in terms that all sources share. */
export interface Message {
  /** As the event has it. */
  readonly record: unknown;
  readonly id?: string | undefined;
  /** The queue, topic or stream. */
  readonly destination?: string | undefined;
  /** Names the span where there is no destination. As few-valued as one. */
  readonly subject?: string | undefined;
  /** What its producer wrote beside or into it. */
  readonly context?: Context | undefined;
  /** In epoch milliseconds. */
  readonly sentAt?: number | undefined;
  /** How often the source has delivered it, this time included. */
  readonly deliveries?: number | undefined;
  readonly attributes?: Attributes;
  /** What names it in a partial batch response. Undefined where the source takes none. */
  readonly itemIdentifier?: unknown;
  /** Messages of the same lane have to be handled one after the other. */
  readonly lane?: string | undefined;
}

/** Where messages come from. */
export interface MessageSource {
  /** By the messaging conventions where they have a value, else `aws.<service>`, which is ours. */
  readonly system: string;
  /** Whether the handler may answer with `batchItemFailures`. */
  readonly takesItemFailures?: boolean;
  /** Whether all that follows a failed message of its lane is delivered again, named in the response or not. */
  readonly redeliversRest?: boolean;
  matches(event: unknown): boolean;
  /** In the order of the event. */
  messages(event: unknown): readonly Message[];
  /** What the event says beyond its messages. */
  attributes?(event: unknown): Attributes;
}
