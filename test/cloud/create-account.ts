import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { IAM } from '@aws-sdk/client-iam';
import { type CreateFunctionCommandInput, Lambda } from '@aws-sdk/client-lambda';
import { SQS } from '@aws-sdk/client-sqs';
import { zip } from '../../scripts/zip.ts';
import { region } from '../export/sqs-endpoint.ts';
import type { LambdaFront } from './lambda-front.ts';

const code = zip([{ path: 'index.mjs', content: Buffer.from('export const handler = 1;') }]);
const wrapped = zip([
  { path: 'index.cjs', content: readFileSync('dist/cjs/index.js') },
  { path: 'README', content: Buffer.from('antifreeze/9.9.9') },
]);
const oldFiles = [
  { path: 'antifreeze', content: Buffer.from('#!/bin/sh'), executable: true },
  { path: 'antifreeze-layer/tracing.mjs', content: Buffer.from('x="antifreeze/0.0.9"') },
];
const oldLayer = zip(oldFiles);
/** More than is looked into without a reason. */
const tools = { path: 'bin/tools', content: randomBytes(1_200_000) };
const toolsLayer = zip([tools]);
const mergedLayer = zip([tools, ...oldFiles]);
/** In variables of several functions. */
export const secret = 'correct-horse';
const layerVariables = {
  AWS_LAMBDA_EXEC_WRAPPER: '/opt/antifreeze',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.com:4318',
};

export interface AccountSettings {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Makes functions that are traced well, badly and not at all, a queue of spans and its relay. */
export async function createAccount(settings: AccountSettings, front: LambdaFront): Promise<void> {
  const lambda = new Lambda(settings);
  const sqs = new SQS(settings);
  const role = await createRole('function');
  const outcast = await createRole('outcast');
  front.mayNotSend.add(outcast);
  const create = (FunctionName: string, more: Partial<CreateFunctionCommandInput> = {}) =>
    lambda.createFunction({
      FunctionName,
      Role: role,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: code },
      Timeout: 10,
      MemorySize: 512,
      ...more,
    });
  const withLayer = (layer: string, Variables: Record<string, string> = layerVariables) => ({
    Layers: [layer],
    Environment: { Variables },
  });
  const ours = await publish('tracing', readFileSync('dist/layer/antifreeze.zip'));
  const old = await publish('tracing', oldLayer);
  front.contents.set(old, oldLayer);
  const datadog = await publish('Datadog-Node24-x', code);
  const others = await publish('tools', toolsLayer);
  front.contents.set(others, toolsLayer);
  const merged = await publish('merged', mergedLayer);
  front.contents.set(merged, mergedLayer);
  const queueUrl = await createQueue('spans');
  const relay = { ANTIFREEZE_RELAY: 'sqs', ANTIFREEZE_RELAY_QUEUE_URL: queueUrl };

  await create('billing-api', withLayer(ours));
  await create(
    'billing-worker',
    withLayer(ours, {
      ...layerVariables,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer ${secret}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: `https://me:${secret}@collector.example.com/?key=${secret}`,
    }),
  );
  await create('half-attached', withLayer(ours, {}));
  await create('mail', withLayer(old));
  await create('no-layer', withLayer(others));
  await create('own-mixture', withLayer(merged));
  await create('orders-api', withLayer(ours, { ...layerVariables, ...relay }));
  await create('orders-worker', {
    ...withLayer(ours, { ...layerVariables, ...relay }),
    Role: outcast,
  });
  await create('plain');
  await create('seen-twice', {
    Layers: [ours, datadog],
    Environment: { Variables: { ...layerVariables, ANTIFREEZE_FLUSH_TIMOUT: secret } },
  });
  await create('somebody-elses', { Layers: [datadog] });
  await create('spans-relay', { Timeout: 30 });
  await create('wrapped', {
    Code: { ZipFile: wrapped },
    Environment: {
      Variables: { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.com:4318' },
    },
  });
  front.contents.set('wrapped', wrapped);
  await lambda.createEventSourceMapping({
    FunctionName: 'spans-relay',
    EventSourceArn: `arn:aws:sqs:${region}:123456789012:spans`,
    BatchSize: 10,
  });

  async function createRole(RoleName: string): Promise<string> {
    const iam = new IAM(settings);
    const { Role } = await iam.createRole({
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'lambda.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      }),
    });
    iam.destroy();
    return Role?.Arn ?? '';
  }

  async function publish(LayerName: string, ZipFile: Uint8Array): Promise<string> {
    const { LayerVersionArn } = await lambda.publishLayerVersion({
      LayerName,
      Content: { ZipFile },
    });
    return LayerVersionArn ?? '';
  }

  async function createQueue(QueueName: string): Promise<string> {
    const { QueueUrl } = await sqs.createQueue({
      QueueName,
      Attributes: { VisibilityTimeout: '20' },
    });
    // Where the client goes, as it goes to AWS's own.
    return `${front.endpoint}${new URL(QueueUrl ?? '').pathname}`;
  }
}
