import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';

/** What a signal sends, one of many: a log record, or a metric of one collection. */
export interface EncodedItem {
  /** Tells it from all others, also of other processes. */
  readonly id: string;
  /** Its message in protobuf, without the tag that it has in a request. */
  readonly bytes: Uint8Array;
  readonly resource: Resource;
  readonly instrumentationScope: InstrumentationScope;
  /** How many dropped ones it tells of, beside what `bytes` say. */
  readonly dropped: number;
}
