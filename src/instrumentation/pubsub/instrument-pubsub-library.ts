import type { Tracer } from '@opentelemetry/api';
import { patchClasses } from '../patch-classes.ts';
import type { ClassSource } from '../watch-classes.ts';
import type { Publish, PubSubInstrumentationOptions } from './publisher.ts';
import { tracePublish } from './trace-publish.ts';

const publisher: ClassSource = {
  exported: 'Publisher',
  method: 'publishMessage',
  modules: ['./publisher'],
  file: /[/\\]node_modules[/\\]@google-cloud[/\\]pubsub[/\\]build[/\\](?:\w+[/\\])?src[/\\]publisher[/\\]index\.js$/,
  bundled: Symbol.for('antifreeze.pubsub'),
};

/** Traces every message that this process publishes through `@google-cloud/pubsub`. Returns what undoes it. */
export function instrumentPubSubLibrary(
  tracer: Tracer,
  options: PubSubInstrumentationOptions = {},
): () => void {
  return patchClasses(publisher, (publish: Publish) => tracePublish(publish, { tracer, options }));
}
