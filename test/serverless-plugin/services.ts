import type { ServiceSettings } from '../../src/serverless-plugin/plugin-settings.ts';
import type { Environment } from '../../src/serverless-plugin/template-values.ts';

export const endpoint = 'https://collector.example.com:4318';
export const handler = 'index.handler';

/** A service of one function, which the plugin traces. */
export const tracedService = {
  service: 'orders',
  plugins: ['antifreeze/serverless-plugin'],
  provider: { name: 'aws', runtime: 'nodejs24.x', region: 'eu-west-1' },
  custom: { antifreeze: { endpoint } },
  functions: { api: { handler } },
};

export const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
export const alarmTopic = 'arn:aws:sns:eu-west-1:123456789012:alarms';
export const mayDecrypt = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: keyArn };

const variables: Environment = {
  OTEL_EXPORTER_OTLP_TIMEOUT: '5000',
  OTEL_TRACES_SAMPLER: 'always_on',
};

/** A relay of which nothing is as it comes. */
export const otherRelay = {
  endpoint: { 'Fn::ImportValue': 'collector' },
  environment: variables,
  relay: {
    messageRetentionPeriod: 86_400,
    visibilityTimeout: 400,
    maxReceiveCount: 20,
    batchSize: 10,
    maximumBatchingWindow: 0,
    maximumConcurrency: 3,
    reservedConcurrency: 4,
    memorySize: 512,
    timeout: 60,
    architecture: 'x86_64',
    kmsKeyArn: keyArn,
    logRetentionInDays: 30,
    vpc: { securityGroupIds: ['sg-0123abcd'], subnetIds: ['subnet-0123abcd', 'subnet-4567abcd'] },
    environment: { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' },
    iamRoleStatements: [mayDecrypt],
    alarms: {
      oldestMessageAge: 60,
      undelivered: 20,
      deadLetters: 5,
      errors: false,
      actions: [alarmTopic],
    },
  },
} satisfies ServiceSettings;

/** Headers that name a secret in each of the ways there are. */
export const secretHeaders = {
  authorization: 'Bearer secretsmanager:otel/collector#token',
  'x-key': 'ssm:/otel/key',
  'x-arn': 'secretsmanager:arn:aws:secretsmanager:eu-west-1:123456789012:secret:collector-a1B2c3',
  'x-tenant': '{{resolve:ssm:/tenant}}',
};
