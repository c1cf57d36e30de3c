import { type CreateSender, senderBy } from './create-sender.ts';
import { pubSubRelay } from './pubsub-relay.ts';

/** On Google Cloud, there are topics as well. */
export const createGcpSender: CreateSender = senderBy(({ relay, encodingFor }, options) =>
  relay?.kind === 'pubsub' ? pubSubRelay(relay, encodingFor('http/protobuf'), options) : undefined,
);
