import { createRequire } from 'node:module';
import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { type IVpc, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as source from '../../src/entry/cdk.ts';
import { layerDescription } from '../../src/support/layer.ts';
import { xrayActions } from '../../src/support/xray-actions.ts';
import { allowed, awsUrl, loadCdk, newStack, ordersIn, removeStacks } from './stacks.ts';

const { AntifreezeLayer, AntifreezeRelay, traceFunction } = source;
const endpoint = 'https://collector.example.com:4318';
const twoWeeks = 14 * 24 * 3_600;

beforeAll(loadCdk, 600_000);
afterAll(removeStacks);

test('aws is X-Ray in the region of the stack, for which a function or a relay is allowed', () => {
  const stack = newStack();
  const layer = new AntifreezeLayer(stack, 'Layer');
  const mayTrace = `${xrayActions} on "*"`;

  traceFunction(ordersIn(stack), { layer, endpoint: 'aws' });

  const template = Template.fromStack(stack);
  expect(allowed(template)).toEqual([mayTrace]);
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { OTEL_EXPORTER_OTLP_ENDPOINT: awsUrl('xray') } },
  });

  const other = newStack();
  new AntifreezeRelay(other, 'Relay', { endpoint: 'aws' });

  expect(allowed(Template.fromStack(other))).toContain(mayTrace);
  Template.fromStack(other).hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { OTEL_EXPORTER_OTLP_ENDPOINT: awsUrl('xray') } },
  });
});

test('a relay has the defaults of every other way to deploy it', () => {
  const stack = newStack();

  new AntifreezeRelay(stack, 'Relay', { endpoint });

  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::SQS::Queue', {
    MessageRetentionPeriod: twoWeeks,
    VisibilityTimeout: 180,
    SqsManagedSseEnabled: true,
    RedrivePolicy: { maxReceiveCount: 10 },
  });
  template.allResourcesProperties('AWS::SQS::Queue', {
    MessageRetentionPeriod: twoWeeks,
    SqsManagedSseEnabled: true,
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    Handler: 'index.handler',
    MemorySize: 256,
    Timeout: 30,
    LoggingConfig: { LogGroup: Match.anyValue() },
    Environment: {
      Variables: {
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
        OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
        OTEL_EXPORTER_OTLP_HEADERS: Match.absent(),
      },
    },
  });
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    BatchSize: 100,
    MaximumBatchingWindowInSeconds: 5,
    ScalingConfig: { MaximumConcurrency: 10 },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
  template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  template.resourceCountIs('AWS::CloudWatch::Alarm', 4);
});

test('a relay may empty its queue, write its own log, and nothing else', () => {
  const stack = newStack();

  new AntifreezeRelay(stack, 'Relay', { endpoint });

  const template = Template.fromStack(stack);
  expect(allowed(template)).toEqual([
    expect.stringMatching(/^logs:CreateLogStream,logs:PutLogEvents on .*"RelayLog\w+","Arn"/),
    expect.stringMatching(/^sqs:ReceiveMessage,.* on .*"RelayQueue\w+","Arn"/),
  ]);
  template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
});

test('a traced function gets the layer, sends to the relay, and may do so', () => {
  const stack = newStack();
  const layer = new AntifreezeLayer(stack, 'Antifreeze');
  const relay = new AntifreezeRelay(stack, 'Relay', { endpoint });

  traceFunction(ordersIn(stack), {
    layer,
    relay,
    serviceName: 'orders',
    environment: { OTEL_TRACES_SAMPLER: 'always_on' },
  });

  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Lambda::LayerVersion', { Description: layerDescription });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Code: { ZipFile: Match.anyValue() },
    Handler: 'index.handler',
    Layers: [stack.resolve(layer.layerVersionArn)],
    Environment: {
      Variables: {
        AWS_LAMBDA_EXEC_WRAPPER: '/opt/antifreeze',
        ANTIFREEZE_RELAY: 'sqs',
        ANTIFREEZE_RELAY_QUEUE_URL: stack.resolve(relay.queue.queueUrl),
        OTEL_SERVICE_NAME: 'orders',
        OTEL_TRACES_SAMPLER: 'always_on',
      },
    },
  });
  expect(allowed(template)).toContainEqual(
    expect.stringMatching(/^sqs:SendMessage on .*RelayQueue/),
  );
});

test('a function without a relay sends to an endpoint', () => {
  const stack = newStack();

  traceFunction(ordersIn(stack), { layer: new AntifreezeLayer(stack, 'Antifreeze'), endpoint });

  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: {
        AWS_LAMBDA_EXEC_WRAPPER: '/opt/antifreeze',
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      },
    },
  });
  expect(allowed(template)).toEqual([]);
});

test('headers name their secrets, which the relay may read', () => {
  const stack = newStack();
  const secret = Secret.fromSecretCompleteArn(
    stack,
    'Secret',
    'arn:aws:secretsmanager:eu-west-1:123456789012:secret:otel/collector-AbCdEf',
  );
  const parameter = StringParameter.fromSecureStringParameterAttributes(stack, 'Parameter', {
    parameterName: '/otel/archive-key',
  });

  new AntifreezeRelay(stack, 'Relay', {
    endpoint,
    headers: {
      authorization: { secret, key: 'token', scheme: 'Bearer' },
      'x-archive-key': { secret: parameter },
      'x-scope-orgid': 'a team',
    },
  });

  const template = Template.fromStack(stack);
  const [{ Properties: relay } = { Properties: {} }] = Object.values(
    template.findResources('AWS::Lambda::Function'),
  );
  const headers = JSON.stringify(relay['Environment'].Variables.OTEL_EXPORTER_OTLP_HEADERS);
  expect(headers).toContain(
    `authorization=Bearer%20secretsmanager:${secret.secretArn}#token,x-archive-key=ssm:arn:`,
  );
  expect(headers).toContain(
    ':ssm:eu-west-1:123456789012:parameter/otel/archive-key,x-scope-orgid=a%20team',
  );
  expect(allowed(template)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^secretsmanager:GetSecretValue.* on .*otel\/collector-AbCdEf/),
      expect.stringMatching(/ssm:GetParameter.* on .*parameter\/otel\/archive-key/),
    ]),
  );
});

test('a relay has a place for a key, a VPC, a topic and all limits', () => {
  const stack = newStack();
  const vpc: IVpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-west-1a'],
    privateSubnetIds: ['subnet-0123456789abcdef0'],
  });

  const relay = new AntifreezeRelay(stack, 'Relay', {
    endpoint,
    messageRetention: Duration.days(4),
    maxReceiveCount: 20,
    encryptionKey: new Key(stack, 'Key'),
    batchSize: 10,
    maxBatchingWindow: Duration.seconds(0),
    maxConcurrency: 2,
    runtime: Runtime.NODEJS_22_X,
    functionOptions: {
      vpc,
      securityGroups: [new SecurityGroup(stack, 'SecurityGroup', { vpc })],
      timeout: Duration.minutes(1),
      environment: { OTEL_EXPORTER_OTLP_TIMEOUT: '5000' },
    },
    alarmTopic: new Topic(stack, 'OnCall'),
    oldestMessageAlarm: Duration.minutes(30),
  });
  relay.grantSend(ordersIn(stack));

  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::SQS::Queue', {
    MessageRetentionPeriod: 4 * 24 * 3_600,
    VisibilityTimeout: 360,
    RedrivePolicy: { maxReceiveCount: 20 },
  });
  template.allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: Match.anyValue() });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs22.x',
    VpcConfig: { SecurityGroupIds: Match.anyValue() },
    Timeout: 60,
    Environment: {
      Variables: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_TIMEOUT: '5000' },
    },
  });
  template.hasResourceProperties('AWS::IAM::Role', {
    ManagedPolicyArns: [
      Match.objectLike({
        'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('AWSLambdaENIManagementAccess')])],
      }),
    ],
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { Threshold: 1_800 });
  template.allResourcesProperties('AWS::CloudWatch::Alarm', {
    AlarmActions: Match.anyValue(),
    OKActions: Match.anyValue(),
  });
  expect(allowed(template)).toContainEqual(
    expect.stringMatching(/^kms:GenerateDataKey,kms:Decrypt on /),
  );
});

test.each([
  { format: 'ES module', load: () => import('../../dist/esm/cdk.js' as string) },
  { format: 'CommonJS', load: () => createRequire(import.meta.url)('../../dist/cjs/cdk.js') },
])('what is published as $format finds the files of the package', async ({ load }) => {
  const templateOf = ({ AntifreezeLayer: Layer, AntifreezeRelay: Relay }: typeof source) => {
    const stack = newStack();
    new Layer(stack, 'Antifreeze');
    new Relay(stack, 'Relay', { endpoint });
    return Template.fromStack(stack).toJSON();
  };

  expect(templateOf(await load())).toEqual(templateOf(source));
});
