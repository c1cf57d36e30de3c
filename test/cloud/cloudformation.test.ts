import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { xrayActions } from '../../src/support/xray-actions.ts';
import { region } from '../export/sqs-endpoint.ts';
import { awsAccount } from './aws-account.ts';
import { codeSha256, readBackRelay, readPolicyPermissions } from './deployed-relay.ts';
import { expectDefaultRelay } from './expect-default-relay.ts';
import { startMoto } from './moto.ts';
import { expectTraced, ordersZip, traceThroughRelay } from './traced-through-relay.ts';

const moto = await startMoto();
afterAll(() => moto?.stop());

const bucket = 'deployments';
const layerZip = 'dist/layer/antifreeze.zip';
const relayZip = 'dist/relay/antifreeze-relay.zip';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'cloudformation-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What moto makes of a template: no alarms, no queue policies, and of a function not all that it should be. */
describe.skipIf(!moto)('the CloudFormation templates', () => {
  const account = awsAccount(moto?.endpoint ?? '');
  let collector: Collector;
  let secretArn: string;
  beforeAll(async () => {
    collector = await startCollector();
    secretArn = await account.createSecret('otel/collector', '{"token":"a-secret-token"}');
    await account.s3.createBucket({
      Bucket: bucket,
      CreateBucketConfiguration: { LocationConstraint: region },
    });
    for (const Key of [layerZip, relayZip])
      await account.s3.putObject({ Bucket: bucket, Key, Body: readFileSync(Key) });
  });
  afterAll(async () => {
    account.close();
    await collector.close();
  });

  /** Gives the outputs of the stack, which is named for its template unless `name` is given. */
  async function deploy(
    template: string,
    parameters: Readonly<Record<string, string>>,
    StackName = template,
  ): Promise<(output: string) => string> {
    await account.cloudFormation.createStack({
      StackName,
      TemplateBody: readFileSync(`deploy/cloudformation/${template}.yaml`, 'utf8'),
      Capabilities: ['CAPABILITY_IAM'],
      Parameters: Object.entries({ CodeBucket: bucket, ...parameters }).map(
        ([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }),
      ),
    });
    const { Stacks = [] } = await account.cloudFormation.describeStacks({ StackName });
    const outputs = Stacks[0]?.Outputs ?? [];
    return (output) => outputs.find(({ OutputKey }) => OutputKey === output)?.OutputValue ?? '';
  }

  async function deployRelay(parameters: Readonly<Record<string, string>>, name: string) {
    const output = await deploy(
      'relay',
      { CodeKey: relayZip, Endpoint: collector.url, ...parameters },
      name,
    );
    const queueUrl = output('QueueUrl');
    const deployed = await readBackRelay(account, {
      queueUrl,
      deadLetterQueueUrl: output('DeadLetterQueueUrl'),
      senderPolicyArn: output('SenderPolicyArn'),
      relayName: output('RelayName'),
      logGroupName: output('LogGroupName'),
    });
    return { ...deployed, queueUrl };
  }

  async function downloaded(Key: string): Promise<string> {
    const { Body } = await account.s3.getObject({ Bucket: bucket, Key });
    const file = join(directory, Key.replaceAll('/', '-'));
    writeFileSync(file, (await Body?.transformToByteArray()) ?? '');
    return file;
  }

  test('make a relay with the defaults, which may do no more than it has to', async () => {
    const deployed = await deployRelay({ SecretArn: secretArn, SecretKey: 'token' }, 'defaults');

    expect(deployed.relay.Runtime).toBe('nodejs24.x');
    expectDefaultRelay(deployed, collector.url, secretArn);
  });

  test('aws is X-Ray in the region, which the relay may write to', async () => {
    const { relay, permissions } = await deployRelay({ Endpoint: 'aws' }, 'straight-to-aws');

    expect(relay.Environment?.Variables?.['OTEL_EXPORTER_OTLP_ENDPOINT']).toBe(
      `https://xray.${region}.amazonaws.com`,
    );
    expect(permissions).toEqual(expect.arrayContaining(xrayActions.map((action) => `${action} *`)));
  });

  test('the endpoint without a relay is X-Ray in the region, with the permission to write there', async () => {
    const output = await deploy('endpoint', {});

    expect(output('Endpoint')).toBe(`https://xray.${region}.amazonaws.com`);
    expect(await readPolicyPermissions(account, output('SenderPolicyArn'))).toEqual(
      xrayActions.map((action) => `${action} *`),
    );
  });

  test('without a relay, log records and metrics have their endpoints, and permissions where asked for', async () => {
    const output = await deploy(
      'endpoint',
      { LogsGroup: '/aws/lambda/orders-*', Metrics: 'true' },
      'all-signals',
    );

    expect(output('LogsEndpoint')).toBe(`https://logs.${region}.amazonaws.com/v1/logs`);
    expect(output('MetricsEndpoint')).toBe(`https://monitoring.${region}.amazonaws.com/v1/metrics`);
    expect(await readPolicyPermissions(account, output('SenderPolicyArn'))).toEqual([
      ...xrayActions.map((action) => `${action} *`),
      `logs:PutLogEvents arn:aws:logs:${region}:123456789012:log-group:/aws/lambda/orders-*:*`,
      'cloudwatch:PutMetricData *',
    ]);
  });

  test('a destination for each signal, whose credentials stay apart', async () => {
    const other = `arn:aws:secretsmanager:${region}:123456789012:secret:metrics-AbCdEf`;

    const { relay, permissions } = await deployRelay(
      {
        SecretArn: secretArn,
        SecretKey: 'token',
        LogsEndpoint: 'aws',
        LogsGroup: '/records',
        LogsStream: 'all',
        MetricsEndpoint: 'https://metrics.example.com/v1/metrics',
        MetricsHeaders: `x-key=secretsmanager:${other}`,
        MoreSecretArns: other,
      },
      'each-signal',
    );

    expect(relay.Environment?.Variables).toEqual({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: `authorization=Bearer%20secretsmanager:${secretArn}#token`,
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `https://logs.${region}.amazonaws.com/v1/logs`,
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-aws-log-group=/records,x-aws-log-stream=all',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://metrics.example.com/v1/metrics',
      OTEL_EXPORTER_OTLP_METRICS_HEADERS: `x-key=secretsmanager:${other}`,
    });
    expect(permissions).toContain(
      `logs:PutLogEvents arn:aws:logs:${region}:123456789012:log-group:/records:*`,
    );
    expect(permissions).toContain(`secretsmanager:GetSecretValue ${other}`);
    expect(permissions.join()).not.toContain('cloudwatch:');
  });

  test('a parameter of the Parameter Store, a key and a VPC', async () => {
    const key = `arn:aws:kms:${region}:123456789012:key/9f3a`;
    const parameterArn = `arn:aws:ssm:${region}:123456789012:parameter/otel/token`;

    const { relay, queue, deadLetterQueue, permissions, senderPermissions } = await deployRelay(
      {
        SecretArn: parameterArn,
        SecretHeader: 'x-api-key',
        SecretScheme: '',
        SecretKmsKeyArn: `${key}-of-the-secret`,
        Headers: 'x-scope-orgid=orders',
        KmsKeyArn: key,
        Timeout: '60',
        MaxReceiveCount: '20',
        SubnetIds: 'subnet-1,subnet-2',
        SecurityGroupIds: 'sg-1',
      },
      'all-set',
    );

    expect(relay.Environment?.Variables?.['OTEL_EXPORTER_OTLP_HEADERS']).toBe(
      `x-scope-orgid=orders,x-api-key=ssm:${parameterArn}`,
    );
    expect(relay.VpcConfig?.SubnetIds).toEqual(['subnet-1', 'subnet-2']);
    expect(queue).toMatchObject({ VisibilityTimeout: '360', KmsMasterKeyId: key });
    expect(queue).toMatchObject({ RedrivePolicy: { maxReceiveCount: 20 } });
    expect(deadLetterQueue).toMatchObject({ KmsMasterKeyId: key });
    expect(permissions).toContain(`ssm:GetParameter ${parameterArn}`);
    expect(permissions).toContain(`kms:Decrypt ${key}`);
    expect(permissions).toContain(`kms:Decrypt ${key}-of-the-secret`);
    expect(senderPermissions).toContain(`kms:GenerateDataKey ${key}`);
  });

  test('what they deploy carries the spans of a function that the layer traces to the collector', async () => {
    collector.clear();
    await deploy('layer', { CodeKey: layerZip });
    const { relay, queueUrl } = await deployRelay(
      { SecretArn: secretArn, SecretKey: 'token' },
      'end-to-end',
    );

    await traceThroughRelay({
      account,
      sender: {
        configuration: {
          Handler: 'index.handler',
          Environment: {
            Variables: {
              AWS_LAMBDA_EXEC_WRAPPER: '/opt/antifreeze',
              OTEL_SERVICE_NAME: 'orders',
              ANTIFREEZE_RELAY: 'sqs',
              ANTIFREEZE_RELAY_QUEUE_URL: queueUrl,
            },
          },
        },
        zip: ordersZip(directory),
      },
      layerZip: await downloaded(layerZip),
      relay: { configuration: relay, zip: await downloaded(relayZip) },
      queueUrl,
    });

    // moto gives the layer another name, and its ARN not to the outputs.
    const { Layers: [{ LayerName } = {}] = [] } = await account.lambda.listLayers({});
    const version = await account.lambda.getLayerVersion({ LayerName, VersionNumber: 1 });
    expect(version.Content?.CodeSha256).toBe(codeSha256(layerZip));
    expect(relay.CodeSha256).toBe(codeSha256(relayZip));
    expectTraced(collector);
  });
});
