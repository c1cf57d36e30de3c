import { expect, test } from 'vitest';
import { findRelayMistakes } from '../../src/serverless-plugin/relay-mistakes.ts';

const endpoint = 'https://collector.example.com:4318';

test.each([
  ['no relay', {}],
  ['a relay as it comes', { endpoint, relay: true }],
  [
    'a relay whose endpoint is among its variables',
    { relay: { environment: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint } } },
  ],
  [
    'a relay whose endpoint is among the variables of the service',
    { relay: true, environment: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } },
  ],
  ['a queue of somebody else', { relay: { queueUrl: 'https://a', queueArn: 'arn:aws:sqs:b' } }],
  ['small batches at once', { endpoint, relay: { batchSize: 10, maximumBatchingWindow: 0 } }],
])('%s is right', (_, settings) => {
  expect(findRelayMistakes(settings)).toEqual([]);
});

test.each([
  ['no endpoint', { relay: true }, 'set custom.antifreeze.endpoint'],
  [
    'messages that come back while they are worked on',
    { endpoint, relay: { visibilityTimeout: 20 } },
    'visibilityTimeout must be custom.antifreeze.relay.timeout at least, which is 30',
  ],
  [
    'large batches at once, which AWS refuses',
    { endpoint, relay: { maximumBatchingWindow: 0 } },
    'maximumBatchingWindow must be 1 at least',
  ],
  [
    'more calls at once than are reserved',
    { endpoint, relay: { reservedConcurrency: 5 } },
    'reservedConcurrency must be custom.antifreeze.relay.maximumConcurrency at least, which is 10',
  ],
  [
    'a time-out that leaves no room for the visibility timeout',
    { endpoint, relay: { timeout: 60, visibilityTimeout: 30 } },
    'which is 60',
  ],
])('%s is a mistake', (_, settings, message) => {
  expect(findRelayMistakes(settings)).toEqual([expect.stringContaining(message)]);
});
