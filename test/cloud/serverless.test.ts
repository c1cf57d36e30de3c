import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type EventSourceMappingConfiguration,
  type FunctionConfiguration,
  Lambda,
} from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOrderEvent } from '../../examples/orders/events.ts';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { credentials, region } from '../export/sqs-endpoint.ts';
import { pollQueue } from '../relay/event-source.ts';
import { callDeployed } from '../serverless-plugin/call-deployed.ts';
import { copyExample, type ExampleService } from '../serverless-plugin/example-service.ts';
import { type Ended, runOsls, templateIn } from '../serverless-plugin/osls.ts';
import { startMoto } from './moto.ts';

const moto = await startMoto();
afterAll(() => moto?.stop());

describe.skipIf(!moto)('the example service, deployed by osls', () => {
  const endpoint = moto?.endpoint ?? '';
  const client = { endpoint, region, credentials };
  const lambda = new Lambda(client);
  const s3 = new S3({ ...client, forcePathStyle: true });
  const account = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  let example: ExampleService;
  let collector: Collector;
  let deployment: Ended;

  const osls = (...args: string[]) =>
    runOsls(example.service, [...args, '--param', `endpoint=${collector.url}`], account);

  beforeAll(async () => {
    [example, collector] = await Promise.all([copyExample(), startCollector()]);
    deployment = osls('deploy');
    expect(deployment.exitCode, deployment.output).toBe(0);
  });
  afterAll(async () => {
    lambda.destroy();
    s3.destroy();
    example.remove();
    await collector.close();
  });

  /** What Lambda has by this digest, unzipped. The stand-in doesn't tell where to download it, but has it in its bucket. */
  async function uploaded(sha256: string | undefined): Promise<string> {
    const { Buckets: [bucket] = [] } = await s3.listBuckets({});
    const Bucket = bucket?.Name ?? '';
    const { Contents = [] } = await s3.listObjectsV2({ Bucket });
    for (const { Key } of Contents) {
      const { Body } = await s3.getObject({ Bucket, Key });
      const content = (await Body?.transformToByteArray()) ?? new Uint8Array();
      if (createHash('sha256').update(content).digest('base64') !== sha256) continue;
      const file = join(example.service, '.serverless', 'uploaded.zip');
      writeFileSync(file, content);
      return example.unzip(file);
    }
    throw new Error(`nothing that was uploaded has the digest ${sha256}`);
  }

  /** The files of the one layer. */
  async function layer(): Promise<string> {
    const { Layers: [only] = [] } = await lambda.listLayers({});
    const { LayerName, LatestMatchingVersion: latest } = only ?? {};
    const version = { LayerName, VersionNumber: latest?.Version };
    const { Content } = await lambda.getLayerVersion(version);
    return uploaded(Content?.CodeSha256);
  }

  /** Calls what was uploaded, as it is configured. The stand-in keeps no layers of a function: each has the one there is. */
  async function invoke(FunctionName = '', event: unknown): Promise<string> {
    const { Configuration } = await lambda.getFunction({ FunctionName });
    return callDeployed(
      {
        directory: await uploaded(Configuration?.CodeSha256),
        handler: Configuration?.Handler ?? '',
        variables: {
          ...onLoopback(Configuration?.Environment?.Variables),
          AWS_ENDPOINT_URL: endpoint,
        },
        opt: await layer(),
      },
      event,
    );
  }

  /** Clients call the host in a queue's URL, whatever endpoint they have. */
  function onLoopback(variables: Record<string, string> = {}): Record<string, string> {
    return Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [
        name,
        value.replace(`https://sqs.${region}.amazonaws.com`, endpoint),
      ]),
    );
  }

  async function findFunction(part: string): Promise<FunctionConfiguration | undefined> {
    const { Functions = [] } = await lambda.listFunctions({});
    return Functions.find(({ FunctionName = '' }) => FunctionName.includes(part));
  }

  async function findMapping(part: string): Promise<EventSourceMappingConfiguration> {
    const { EventSourceMappings = [] } = await lambda.listEventSourceMappings({});
    const mapping = EventSourceMappings.find(({ EventSourceArn: arn = '' }) => arn.includes(part));
    if (!mapping) throw new Error(`nothing is mapped to a queue like ${part}`);
    return mapping;
  }

  /** Does what Lambda does for an event source mapping, once. Gives how many messages there were. */
  async function pump({ EventSourceArn = '', FunctionArn }: EventSourceMappingConfiguration) {
    const [owner, name] = EventSourceArn.split(':').slice(-2);
    const source = pollQueue(endpoint, `${endpoint}/${owner}/${name}`);
    const event = await source.receive();
    const response = await invoke(FunctionArn, event);
    await source.settle(event, JSON.parse(response));
    const left = await source.receive();
    source.close();
    return { taken: event.Records.length, left: left.Records.length };
  }

  test('an order is one trace through API, queue and worker, whose spans come through the relay', async () => {
    const orders = await findFunction('-orders');

    const answer = await invoke(
      orders?.FunctionArn,
      createOrderEvent({ sku: 'scraper', quantity: 1 }),
    );
    const packed = await pump(await findMapping('PackingQueue'));
    const before = collector.spans().length;
    const relayed = await pump(await findMapping('AntifreezeRelayQueue'));

    expect(JSON.parse(answer)).toMatchObject({ statusCode: 201 });
    expect([packed, before, relayed]).toEqual([{ taken: 1, left: 0 }, 0, { taken: 2, left: 0 }]);
    const spans = collector.spans();
    const ids = new Set(spans.filter(({ name }) => name !== 'init').map(({ traceId }) => traceId));
    expect(spans.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['POST /orders', 'price order', 'pack order']),
    );
    expect(ids.size).toBe(1);
  });

  test("the relay's queue hands over in batches, and keeps what its function reports", async () => {
    expect(await findMapping('AntifreezeRelayQueue')).toMatchObject({
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 5,
      ScalingConfig: { MaximumConcurrency: 10 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  test('each function has the layer in the deployed template', () => {
    const { Resources } = JSON.parse(readFileSync(templateIn(example.service), 'utf8'));
    const layers = ['Orders', 'Export', 'Worker'].map(
      (name) => Resources[`${name}LambdaFunction`].Properties.Layers,
    );

    expect(layers).toEqual(Array(3).fill([{ Ref: expect.stringMatching(/^AntifreezeLayer/) }]));
  });

  test('to deploy a single function leaves its queue and its layer as they are', async () => {
    const before = await findFunction('-orders');

    const { exitCode, output } = osls('deploy', 'function', '--function', 'orders', '--force');

    expect(exitCode, output).toBe(0);
    expect((await findFunction('-orders'))?.Environment).toEqual(before?.Environment);
    expect(before?.Environment?.Variables).toMatchObject({
      ANTIFREEZE_RELAY: 'sqs',
      AWS_LAMBDA_EXEC_WRAPPER: '/opt/antifreeze',
    });
  });
});
