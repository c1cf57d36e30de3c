import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { xrayActions } from '../../src/support/xray-actions.ts';
import { awsAccount } from './aws-account.ts';
import { codeSha256, readAttachedPermissions, readBackRelay } from './deployed-relay.ts';
import { eachSignal, expectEachSignal, type Plan } from './each-signal.ts';
import { expectDefaultRelay } from './expect-default-relay.ts';
import { startMoto } from './moto.ts';
import { findTerraform } from './terraform.ts';
import { expectTraced, ordersZip, traceThroughRelay } from './traced-through-relay.ts';

const terraform = await findTerraform();
const moto = terraform && (await startMoto());
afterAll(() => moto?.stop());

const layerZip = 'dist/layer/antifreeze.zip';
const relayZip = 'dist/relay/antifreeze-relay.zip';
const endpoint = moto?.endpoint ?? '';
const account = awsAccount(endpoint);
afterAll(() => account.close());

/** The package as npm would install it, as far as the modules need it. */
let project: string;
beforeAll(() => {
  project = mkdtempSync(join(realpathSync(tmpdir()), 'terraform-'));
  for (const part of ['deploy/terraform', layerZip, relayZip])
    cpSync(part, join(project, part), { recursive: true });
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

async function run(directory: string, ...args: string[]): Promise<string> {
  if (!terraform) throw new Error('terraform is not installed');
  return terraform(directory, endpoint, ...args);
}

describe.skipIf(!moto)("the Terraform modules' example", () => {
  let collector: Collector;
  let example: string;
  let secretArn: string;
  // The provider waits 25 seconds for each change of a queue to have settled.
  beforeAll(async () => {
    example = join(project, 'deploy/terraform/examples/orders');
    collector = await startCollector();
    secretArn = await account.createSecret('otel/collector', '{"token":"a-secret-token"}');
    const variables = {
      endpoint: collector.url,
      secret_arn: secretArn,
      orders_zip: ordersZip(example),
      // The newest that version 5 of the provider knows.
      runtime: 'nodejs22.x',
    };
    writeFileSync(join(example, 'terraform.tfvars.json'), JSON.stringify(variables));
    await run(example, 'init');
    await run(example, 'apply', '-auto-approve');
  });
  afterAll(() => collector.close());

  async function output(name: string): Promise<string> {
    return JSON.parse(await run(example, 'output', '-json', name)) as string;
  }

  async function readBack() {
    const { Policies = [] } = await account.iam.listPolicies({ Scope: 'Local' });
    return readBackRelay(account, {
      queueUrl: await output('queue_url'),
      deadLetterQueueUrl: await output('dead_letter_queue_url'),
      senderPolicyArn: Policies[0]?.Arn ?? '',
      relayName: 'antifreeze-relay',
      logGroupName: '/aws/lambda/antifreeze-relay',
    });
  }

  test('is valid, and written as Terraform formats it', async () => {
    expect(await run(example, 'validate')).toContain('Success');
    expect(await run(join(project, 'deploy/terraform'), 'fmt', '-check', '-recursive')).toBe('');
  });

  test('makes a relay with the defaults, which may do no more than it has to', async () => {
    const deployed = await readBack();

    expectDefaultRelay(deployed, collector.url, secretArn);
    expect(deployed.relay.Architectures).toEqual(['arm64']);
    for (const { QueueArn, Policy } of [deployed.queue, deployed.deadLetterQueue]) {
      expect(Policy).toMatchObject({
        Statement: [
          {
            Effect: 'Deny',
            Action: 'sqs:*',
            Resource: QueueArn,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      });
    }
  });

  test('watches the age of messages, their delivery, dead letters and errors', async () => {
    const { alarms } = await readBack();

    const watched = alarms.map(({ AlarmName, MetricName, Metrics, Threshold }) => [
      AlarmName,
      MetricName ?? Metrics?.find(({ ReturnData }) => ReturnData)?.Expression,
      Threshold,
    ]);
    expect(watched.sort()).toEqual([
      ['antifreeze-relay-dead-letters', 'ApproximateNumberOfMessagesVisible', 0],
      ['antifreeze-relay-errors', 'Errors', 0],
      ['antifreeze-relay-oldest-message', 'ApproximateAgeOfOldestMessage', 900],
      [
        'antifreeze-relay-undelivered',
        'IF(received > 0, 100 * (1 - FILL(deleted, 0) / received), 0)',
        50,
      ],
    ]);
  });

  test('carries the spans of a function that the layer traces to the collector', async () => {
    const [sender, relay] = await Promise.all(
      ['orders', 'antifreeze-relay'].map((FunctionName) =>
        account.lambda.getFunctionConfiguration({ FunctionName }),
      ),
    );
    const { Content } = await account.lambda.getLayerVersion({
      LayerName: 'antifreeze',
      VersionNumber: 1,
    });

    expect(sender?.Layers).toMatchObject([{ Arn: expect.stringMatching(/:layer:antifreeze:1$/) }]);
    expect(Content?.CodeSha256).toBe(codeSha256(layerZip));
    expect(relay?.CodeSha256).toBe(codeSha256(relayZip));
    await traceThroughRelay({
      account,
      sender: { configuration: sender ?? {}, zip: join(example, 'orders.zip') },
      layerZip,
      relay: { configuration: relay ?? {}, zip: relayZip },
      queueUrl: await output('queue_url'),
    });
    expectTraced(collector);
  });
});

describe.skipIf(!moto)("the Terraform modules' example without a relay", () => {
  test('is valid, and gives a function the endpoint in its region and the permission to send there', async () => {
    const example = join(project, 'deploy/terraform/examples/straight-to-aws');
    const variables = { orders_zip: ordersZip(example), runtime: 'nodejs22.x' };
    writeFileSync(join(example, 'terraform.tfvars.json'), JSON.stringify(variables));
    await run(example, 'init');

    const said = await run(example, 'validate');
    await run(example, 'apply', '-auto-approve');

    const { Environment, Role } = await account.lambda.getFunctionConfiguration({
      FunctionName: 'orders-straight-to-aws',
    });
    expect(said).toContain('Success');
    expect(Environment?.Variables).toEqual({
      ANTIFREEZE_ENDPOINT: 'aws',
      ANTIFREEZE_TRACE_FIELDS: 'true',
      AWS_LAMBDA_EXEC_WRAPPER: '/opt/antifreeze',
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_SERVICE_NAME: 'orders',
    });
    expect(await readAttachedPermissions(account, Role)).toEqual([
      'cloudwatch:PutMetricData *',
      'logs:PutLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/orders-straight-to-aws:*',
      ...xrayActions.map((action) => `${action} *`).sort(),
    ]);
  });
});

describe.skipIf(!moto)('the Terraform module of the relay', () => {
  const place = 'eu-west-1:123456789012';
  const header = (value: string) => ({ headers: { authorization: value } });

  /** What Terraform says to a plan with these modules: why it refuses, or the plan as JSON. */
  async function plan(modules: Readonly<Record<string, object>>): Promise<string> {
    const directory = mkdtempSync(join(project, 'relay-'));
    const module = Object.fromEntries(
      Object.entries(modules).map(([name, variables]) => [
        name,
        {
          source: '../deploy/terraform/relay',
          endpoint: 'https://collector.example.com',
          ...variables,
        },
      ]),
    );
    writeFileSync(join(directory, 'main.tf.json'), JSON.stringify({ module }, null, 1));
    await run(directory, 'init');
    return run(directory, 'plan', '-out', 'plan')
      .then(() => run(directory, 'show', '-json', 'plan'))
      .catch((error: { stderr: string }) => error.stderr);
  }

  test('refuses what makes no sense, and says why', async () => {
    const mistakes = {
      no_url: { endpoint: 'collector' },
      in_clear: header('Bearer abc'),
      no_arn: header('Bearer secretsmanager:otel/collector'),
      wildcard: header(`Bearer secretsmanager:arn:aws:secretsmanager:${place}:secret:*`),
      alias: { kms_key_arn: `arn:aws:kms:${place}:alias/spans` },
      no_security_group: { vpc: { subnet_ids: ['subnet-1'], security_group_ids: [] } },
    };

    const errors = (await plan(mistakes)).split(/^Error: /m).slice(1);

    const reasons = errors.map((error) => [
      /in module\.(\w+)/.exec(error)?.[1],
      error.replace(/\s+/g, ' '),
    ]);
    expect(errors).toHaveLength(Object.keys(mistakes).length);
    expect(Object.fromEntries(reasons)).toEqual({
      no_url: expect.stringContaining('must be an http or https URL'),
      in_clear: expect.stringContaining('Give the authorization header by reference'),
      no_arn: expect.stringContaining('must name its secret by the full ARN'),
      wildcard: expect.stringContaining('must name its secret by the full ARN'),
      alias: expect.stringContaining('the ARN of a key, not of an alias'),
      no_security_group: expect.stringContaining('needs a subnet and a security group'),
    });
  });

  test('has a destination for each signal, AWS or another, whose credentials stay apart', async () =>
    expectEachSignal(JSON.parse(await plan(eachSignal)) as Plan));

  test('refuses a large batch that Lambda has no time to gather, and a log group alone', async () => {
    const runtime = 'nodejs22.x';
    const problems = await plan({
      at_once: { batching_window_seconds: 0, runtime },
      no_stream: { logs_group: '/records', name: 'other', runtime },
    });

    expect(problems).toContain('needs batching_window_seconds of at least 1');
    expect(problems).toContain('logs_group needs logs_stream');
  });

  test('has a place for a key, a VPC, a parameter of the Parameter Store and a topic', async () => {
    const parameter = `arn:aws:ssm:${place}:parameter/otel/token`;
    const key = `arn:aws:kms:${place}:key/9f3a`;
    const topic = `arn:aws:sns:${place}:on-call`;

    const planned = JSON.parse(
      await plan({
        relay: {
          runtime: 'nodejs22.x',
          headers: { 'x-api-key': `ssm:${parameter}`, 'x-scope-orgid': 'a team' },
          environment: { OTEL_EXPORTER_OTLP_TIMEOUT: '5000' },
          kms_key_arn: key,
          timeout: 60,
          vpc: { subnet_ids: ['subnet-1'], security_group_ids: ['sg-1'] },
          alarm_topic_arn: topic,
        },
      }),
    ) as Plan;

    const resource = (address: string) =>
      planned.resource_changes.find((each) => each.address === `module.relay.${address}`)?.change
        .after;
    expect(resource('aws_lambda_function.relay')).toMatchObject({
      environment: [
        {
          variables: {
            OTEL_EXPORTER_OTLP_HEADERS: `x-api-key=${encodeURIComponent(`ssm:${parameter}`)},x-scope-orgid=a%20team`,
            OTEL_EXPORTER_OTLP_TIMEOUT: '5000',
          },
        },
      ],
      vpc_config: [{ subnet_ids: ['subnet-1'], security_group_ids: ['sg-1'] }],
    });
    expect(resource('aws_sqs_queue.spans')).toMatchObject({
      kms_master_key_id: key,
      visibility_timeout_seconds: 360,
    });
    expect(resource('aws_cloudwatch_metric_alarm.undelivered')).toMatchObject({
      alarm_actions: [topic],
      ok_actions: [topic],
    });
    expect(resource('aws_iam_role_policy_attachment.vpc[0]')).toMatchObject({
      policy_arn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaENIManagementAccess',
    });
  });
});
