import { circuitBreaker } from './circuit-breaker.ts';
import { type CreateSender, createSender } from './create-sender.ts';
import { pubSubRelay } from './pubsub-relay.ts';

/** On Google Cloud, spans may also go to a topic. */
export const createGcpSender: CreateSender = (config, options) => {
  const { exporter, relay } = config;
  const goesToTopic = exporter === 'otlp' && relay?.kind === 'pubsub';
  return goesToTopic ? circuitBreaker(pubSubRelay(relay, options)) : createSender(config, options);
};
