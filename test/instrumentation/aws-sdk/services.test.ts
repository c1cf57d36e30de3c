import { SpanKind } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import type { AwsSdkInstrumentationOptions } from '../../../src/instrumentation/aws-sdk/options.ts';
import { findService } from '../../../src/instrumentation/aws-sdk/services/index.ts';

const options: AwsSdkInstrumentationOptions = {};
const fields = { traceparent: 'ours' };

function call(service: string, operation: string, input: Record<string, unknown>, output = {}) {
  const details = { service, operation, input, options };
  const { describe, inject, result } = findService(service);
  return {
    described: describe?.(details),
    injected: inject?.(details, fields),
    result: result?.(details, output, {}),
  };
}

test('secrets are told by their ARN, never by what is in them', () => {
  const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db';

  const { described, result } = call(
    'SecretsManager',
    'GetSecretValue',
    { SecretId: 'db' },
    { ARN: arn, SecretString: 'hush' },
  );

  expect(described?.attributes).toEqual({});
  expect(result?.attributes).toEqual({ 'aws.secretsmanager.secret.arn': arn });
});

test('parameters are told by their names, never by their values', () => {
  const { described } = call('SSM', 'PutParameter', { Name: '/db', Value: 'hush' });
  const several = call('SSM', 'GetParameters', { Names: ['/a', '/b'] });

  expect(described?.attributes).toEqual({ 'aws.ssm.parameter.name': '/db' });
  expect(several.described?.attributes).toEqual({ 'aws.ssm.parameter.names': ['/a', '/b'] });
});

test('a conversation is told by its model and its numbers, never by what was said', () => {
  const { described, result } = call(
    'BedrockRuntime',
    'Converse',
    {
      modelId: 'm',
      messages: [{ role: 'user', content: [{ text: 'hush' }] }],
      inferenceConfig: { maxTokens: 9, temperature: 0.5, stopSequences: ['x'] },
    },
    { usage: { inputTokens: 1, outputTokens: 2 }, stopReason: 'end_turn' },
  );

  expect(described).toEqual({
    name: 'chat m',
    attributes: {
      'gen_ai.provider.name': 'aws.bedrock',
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'm',
      'gen_ai.request.max_tokens': 9,
      'gen_ai.request.temperature': 0.5,
      'gen_ai.request.stop_sequences': ['x'],
    },
  });
  expect(result?.attributes).toEqual({
    'gen_ai.usage.input_tokens': 1,
    'gen_ai.usage.output_tokens': 2,
    'gen_ai.response.finish_reasons': ['end_turn'],
  });
});

test('records for Firehose are sent by a producer, as they are', () => {
  const { described, injected } = call('Firehose', 'PutRecordBatch', {
    DeliveryStreamName: 'lake',
    Records: [{ Data: Buffer.from('{}') }],
  });

  expect(described).toMatchObject({
    name: 'send lake',
    kind: SpanKind.PRODUCER,
    attributes: { 'messaging.system': 'aws.firehose', 'messaging.batch.message_count': 1 },
  });
  expect(injected).toBeUndefined();
});

test.each([
  ['a function, once', {}, '{"traceparent":"ours","a":1}'],
  ['a function, again and again', { ScheduleExpression: 'rate(1 day)' }, undefined],
  ['a queue', { Target: { Arn: 'arn:aws:sqs:eu-west-1:1:q', Input: '{}' } }, undefined],
  [
    'an API',
    { Target: { Arn: 'arn:aws:scheduler:::aws-sdk:s3:putObject', Input: '{}' } },
    undefined,
  ],
  ['a function, under a token of the caller', { ClientToken: 't' }, undefined],
])('a schedule for %s carries context where that is its event', (_target, changes, expected) => {
  const { injected } = call('Scheduler', 'CreateSchedule', {
    ScheduleExpression: 'at(2026-12-01T00:00:00)',
    Target: { Arn: 'arn:aws:lambda:eu-west-1:1:function:f', Input: '{"a":1}' },
    ...changes,
  });

  expect((injected?.['Target'] as { Input?: string } | undefined)?.Input).toBe(expected);
});

test('inputs that are not as they should be are described as far as they go', () => {
  const inputs = [{}, { Entries: 'x', Records: null, TransactItems: [null], Key: 1, Delete: 7 }];
  const operations = [
    'PutEvents',
    'PutRecords',
    'SendMessageBatch',
    'TransactWriteItems',
    'Invoke',
  ];
  const services = ['EventBridge', 'Kinesis', 'SQS', 'DynamoDB', 'Lambda', 'S3', 'SNS', 'Unknown'];

  for (const service of services)
    for (const operation of operations)
      for (const input of inputs)
        expect(() => call(service, operation, { ...input, ClientContext: 'e30=' })).not.toThrow();
});
