import type { PubSubInstrumentationOptions } from '../instrumentation/pubsub/publisher.ts';
import type { InstrumentationOptions } from './instrument.ts';

/** What is traced of the calls that a function on Google Cloud makes. */
export interface GcpInstrumentationOptions extends InstrumentationOptions {
  /** Publishing through `@google-cloud/pubsub`. `false` for none of it. */
  readonly pubsub?: false | PubSubInstrumentationOptions | undefined;
}
