import type { Tracer } from '@opentelemetry/api';
import { guard } from '../../support/guard.ts';
import { ownTracer } from '../../support/own-tracer.ts';
import type { Publisher, PubSubInstrumentationOptions } from './publisher.ts';
import { tracePublish } from './trace-publish.ts';

/** The parts of `@google-cloud/pubsub` that lead to its publisher. */
interface Topic {
  readonly publisher: Publisher;
}

interface Client {
  topic(name: string): Topic;
}

/**
 * Traces what is published through a topic of `@google-cloud/pubsub`, or through any topic of a client, where nothing
 * else can reach them: in a bundle that was made without the esbuild plugin. Gives back the same object; whatever is
 * neither is left alone. A message that is traced already gets no second span.
 */
export function instrumentPubSub<TopicOrClient>(
  topicOrClient: TopicOrClient,
  options: PubSubInstrumentationOptions & { readonly tracer?: Tracer } = {},
): TopicOrClient {
  guard('instrumenting Pub/Sub', () => {
    const tracer = options.tracer ?? ownTracer();
    const publisher = publisherOf(topicOrClient);
    if (publisher)
      publisher.publishMessage = tracePublish(publisher.publishMessage, { tracer, options });
  });
  return topicOrClient;
}

/** Of a topic its own; of a client what all publishers of its topics inherit from. */
function publisherOf(value: unknown): Publisher | undefined {
  const { publisher, topic } = Object(value) as Partial<Topic & Client>;
  if (isPublisher(publisher)) return publisher;
  if (typeof topic !== 'function') return undefined;
  // To make a topic is to name it: nothing is asked or sent.
  const { publisher: some } = topic.call(value, 'antifreeze');
  return isPublisher(some) ? (Object.getPrototypeOf(some) as Publisher) : undefined;
}

function isPublisher(value: unknown): value is Publisher {
  return typeof (value as Partial<Publisher> | undefined)?.publishMessage === 'function';
}
