import type { Environment } from '../../config/read-setting.ts';
import type { Signal } from '../../support/signal.ts';

/** What AWS says about one function, as far as the rules need it. Undefined stands for what could not be found out. */
export interface FunctionDescription {
  readonly name: string;
  readonly arn: string;
  /** Such as `nodejs24.x`; undefined for container images. */
  readonly runtime: string | undefined;
  readonly handler: string | undefined;
  /** In seconds. */
  readonly timeout: number;
  /** In MB. */
  readonly memory: number;
  /** ARN of the execution role. */
  readonly role: string;
  /** Undefined where they are encrypted with a key that the caller may not use. */
  readonly variables: Environment | undefined;
  /** Whether a key of the account's own encrypts them, so that not everybody who sees the function can read them. */
  readonly hasOwnKey: boolean;
  readonly layers: readonly LayerDescription[];
  /** Whether X-Ray's active tracing is on. */
  readonly xRay: boolean;
  /** Where Lambda writes the function's log. */
  readonly logGroup: string;
  /** The least level of what Lambda keeps of the log, such as `WARN`; undefined where it keeps all, as in text. */
  readonly logLevel: string | undefined;
  /** The versions of this package in the function's code. */
  readonly versionsInCode: readonly string[] | undefined;
  /** The queue that `ANTIFREEZE_RELAY_QUEUE_URL` names. */
  readonly relayQueue: QueueDescription | undefined;
  /** Whether the role may send to that queue. */
  readonly maySend: boolean | undefined;
  /** Whether the role may send to AWS's own endpoint, of the signals that go there. */
  readonly mayExport: Readonly<Partial<Record<Signal, boolean | undefined>>>;
  /** Whether that endpoint takes spans in the region at all, where they go there. */
  readonly takesOtlp: boolean | undefined;
  /** The queues of spans that Lambda empties into this function: it is a relay if there are any. */
  readonly relays: readonly RelayedQueue[];
}

/** A version of a layer that functions have. */
export interface LayerDescription {
  readonly arn: string;
  readonly name: string;
  readonly contents: LayerContents;
}

/** What is in a layer: ours, something else, or nobody could look. */
export type LayerContents =
  | {
      readonly kind: 'antifreeze';
      readonly version: string | undefined;
      /** Whether its bytes are those of the layer in the installed package. */
      readonly isInstalled: boolean | undefined;
    }
  | { readonly kind: 'other' }
  | { readonly kind: 'unknown' };

/** A queue that functions send spans to. */
export interface QueueDescription {
  readonly url: string;
  readonly arn: string;
  readonly attributes: QueueAttributes | 'absent' | undefined;
  /** What Lambda hands its messages to. */
  readonly mappings: readonly QueueMapping[] | undefined;
}

/** The settings of a queue. */
export interface QueueAttributes {
  /** In seconds. */
  readonly visibilityTimeout: number;
  /** Times that a message is received before it goes to the dead-letter queue; undefined where there is none. */
  readonly maxReceiveCount: number | undefined;
  /** Whether it has a policy of its own, which may allow what a role's policies don't. */
  readonly hasPolicy: boolean;
}

/** An event source mapping from a queue to a function. */
export interface QueueMapping {
  readonly functionArn: string;
  readonly isEnabled: boolean;
  /** Whether `FunctionResponseTypes` has `ReportBatchItemFailures`. */
  readonly reportsFailures: boolean;
}

/** A queue of spans, and how it reaches the function that relays them. */
export interface RelayedQueue {
  readonly queue: QueueDescription;
  readonly mapping: QueueMapping;
}
