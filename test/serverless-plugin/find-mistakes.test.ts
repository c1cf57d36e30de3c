import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findMistakes } from '../../src/serverless-plugin/find-mistakes.ts';
import { functionSchema, serviceSchema } from '../../src/serverless-plugin/service-schema.ts';

const custom = (value: unknown) => findMistakes(value, serviceSchema, 'custom.antifreeze');

test('a complete configuration has no mistakes', () => {
  const complete = {
    enabled: true,
    endpoint: { Ref: 'Collector' },
    headers: { authorization: 'Bearer {{resolve:secretsmanager:collector:SecretString:token}}' },
    serviceName: 'orders',
    logs: { endpoint: 'aws', captureConsole: true, logGroup: { Ref: 'Log' }, logStream: 'all' },
    metrics: { endpoint: 'https://metrics.example.com/v1/metrics', headers: {} },
    traceFields: true,
    environment: { OTEL_TRACES_SAMPLER: 'always_on', TABLE: { Ref: 'Table' } },
    layer: 'arn:aws:lambda:eu-west-1:123456789012:layer:antifreeze:7',
    relay: {
      batchSize: 50,
      architecture: 'x86_64',
      vpc: { securityGroupIds: ['sg-1'], subnetIds: { 'Fn::Split': [',', 'a,b'] } },
      alarms: { errors: false, oldestMessageAge: 60, actions: [{ Ref: 'Topic' }] },
    },
  };

  expect(custom(complete)).toEqual([]);
});

test('each mistake is one line that names the place and says what it must be', () => {
  const wrong = { endpoint: 'collector', environment: { A: 1 }, headers: [], nothing: 0 };

  expect(custom(wrong)).toEqual([
    expect.stringMatching(/^custom\.antifreeze\.endpoint must be an http or https URL/),
    expect.stringMatching(/^custom\.antifreeze\.environment\.A must be text/),
    expect.stringMatching(/^custom\.antifreeze\.headers must be an object/),
    expect.stringMatching(/^custom\.antifreeze\.nothing is unknown; there are enabled, endpoint/),
  ]);
});

test.each([
  [{ batchSize: 0 }, 'batchSize must be a whole number of messages, 1 to 10000'],
  [{ batchSize: '50' }, 'batchSize must be a whole number of messages, 1 to 10000'],
  [{ reservedConcurrency: 1 }, 'reservedConcurrency must be a whole number, 2 or more'],
  [{ architecture: 'arm' }, 'architecture must be arm64 or x86_64'],
  [{ logRetentionInDays: 8 }, 'logRetentionInDays must be one of 1, 3, 5'],
  [{ kmsKeyArn: 'alias/spans' }, "kmsKeyArn must be a key's ARN, no alias"],
  [{ vpc: true }, 'vpc must be false, or an object of'],
  [{ vpc: { subnetIds: [] } }, 'vpc.securityGroupIds is missing: a list, or'],
  [{ alarms: 'on' }, 'alarms must be true, false or an object'],
  [{ alarms: { errors: 0 } }, 'alarms.errors must be false or a whole number of errors, 1 or more'],
  [{ alarms: { actions: ['topic'] } }, 'alarms.actions[0] must be an ARN'],
  [{ alarms: { actions: 'arn:topic' } }, 'alarms.actions must be a list of ARNs'],
  [{ iamRoleStatements: {} }, 'iamRoleStatements must be a list of statements'],
  [{ retention: 5 }, 'retention is unknown; there are messageRetentionPeriod, visibilityTimeout'],
  [{ queueUrl: 'https://sqs' }, "queueArn is missing: the queue's ARN, or"],
  [
    { queueUrl: 'https://sqs', queueArn: 'arn:aws:sqs:x', batchSize: 5 },
    'batchSize is unknown; there are queueUrl, queueArn, kmsKeyArn',
  ],
])('a relay of %j has one mistake', (relay, mistake) => {
  expect(custom({ relay })).toEqual([
    expect.stringContaining(`custom.antifreeze.relay.${mistake}`),
  ]);
});

test.each([
  [{ logs: 'otlp' }, 'logs must be true, false or an object'],
  [{ logs: { endpoint: 'collector' } }, 'logs.endpoint must be an http or https URL, aws'],
  [{ logs: { logGroup: '/aws/lambda/*' } }, 'logs.logGroup must be the name of one that is there'],
  [{ logs: { headers: { a: 'b' } } }, 'logs.headers.a must be a reference'],
  [{ metrics: 'prometheus' }, 'metrics must be true, false, emf or an object'],
  [{ metrics: { captureConsole: true } }, 'metrics.captureConsole is unknown; there are endpoint'],
  [{ traceFields: 'yes' }, 'traceFields must be true or false'],
])('%j has one mistake', (settings, mistake) => {
  expect(custom(settings)).toEqual([expect.stringContaining(`custom.antifreeze.${mistake}`)]);
});

test('a relay may name secrets that it reads itself, and a function alone may not', () => {
  const headers = { authorization: 'Bearer secretsmanager:otel/collector#token' };

  expect(custom({ headers })).toEqual([]);
  expect(findMistakes({ headers }, functionSchema, 'functions.api.antifreeze')).toEqual([
    expect.stringMatching(
      /^functions\.api\.antifreeze\.headers\.authorization must be a reference/,
    ),
  ]);
});

test('a mistake inside the object of a function is named, not the object', () => {
  const mistakes = findMistakes({ enabled: 'no' }, functionSchema, 'functions.api.antifreeze');

  expect(mistakes).toEqual(['functions.api.antifreeze.enabled must be true or false']);
});

test('whatever is written, it never throws, and no value is repeated', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ minLength: 12 }), (value, secret) => {
      expect(() => custom(value)).not.toThrow();
      expect(() => custom({ relay: value })).not.toThrow();
      expect(custom({ headers: { authorization: secret } }).join()).not.toContain(secret);
    }),
  );
});
