import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';

test('a relay is its queue, and how large a message may be', () => {
  const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/spans';
  const environment = {
    ANTIFREEZE_RELAY: 'SQS',
    ANTIFREEZE_RELAY_QUEUE_URL: queueUrl,
    ANTIFREEZE_RELAY_MAX_MESSAGE_SIZE: '1048576',
  };

  expect(readConfig(undefined, environment).config.relay).toEqual({
    kind: 'sqs',
    queueUrl,
    maxMessageSize: 1_048_576,
  });
});

test('a relay on Google Cloud is its topic', () => {
  const topic = 'projects/shop-1/topics/spans';
  const environment = { ANTIFREEZE_RELAY: 'pubsub', ANTIFREEZE_RELAY_TOPIC: ` ${topic} ` };

  expect(readConfig(undefined, environment, { relays: ['pubsub'] }).config.relay).toEqual({
    kind: 'pubsub',
    topic,
    maxMessageSize: undefined,
  });
});

test.each([
  'spans',
  'projects/shop/topics/',
  'projects/shop/subscriptions/spans',
  'projects/shop/topics/1-spans',
  'projects/shop/topics/spans/more',
  'https://pubsub.googleapis.com/v1/projects/shop/topics/spans',
])('%s is not the name of a topic, and the warning says what is', (relayTopic) => {
  const { config, warnings } = readConfig(
    { relay: 'pubsub', relayTopic },
    {},
    { relays: ['pubsub'] },
  );

  expect(config.relay).toBeUndefined();
  expect(warnings).toEqual([
    `option relayTopic="${relayTopic.slice(0, 50)}" is not the full name of a topic, such as projects/shop/topics/spans; ignored`,
    'a relay needs its topic: set option relayTopic or ANTIFREEZE_RELAY_TOPIC; sending straight to the endpoint',
  ]);
});

test('a Lambda function is told that it has no way to a topic', () => {
  const options = { relay: 'pubsub', relayTopic: 'projects/shop/topics/spans' } as const;

  const { config, warnings } = readConfig(options, {});

  expect(config.relay).toBeUndefined();
  expect(warnings).toEqual([
    'a relay by pubsub is not for this platform, which has sqs; sending straight to the endpoint',
  ]);
});

test.each([
  { ANTIFREEZE_RELAY: 'sqs' },
  { ANTIFREEZE_RELAY: 'pubsub' },
  { ANTIFREEZE_RELAY: 'sqs', ANTIFREEZE_RELAY_QUEUE_URL: 'spans' },
  { ANTIFREEZE_RELAY: 'kafka' },
])('a relay that can not be found (%j) is reported, and spans go straight', (environment) => {
  const { config, warnings } = readConfig(undefined, environment);

  expect(config.relay).toBeUndefined();
  expect(warnings.length).toBeGreaterThan(0);
});
