import { circuitBreaker } from './circuit-breaker.ts';
import { type CreateSender, createSender } from './create-sender.ts';
import { pubSubRelay } from './pubsub-relay.ts';

/** On Google Cloud, spans may also go to a topic. */
export const createGcpSender: CreateSender = (config, options) => {
  const { exporter, relay } = config;
  const goesToTopic = exporter === 'otlp' && relay?.kind === 'pubsub';
  return goesToTopic ? circuitBreaker(pubSubRelay(relay, options)) : createSender(config, options);
};

/** The client that it sends by. From here, as it is in this late part already. */
export { httpClient } from './http-client.ts';
