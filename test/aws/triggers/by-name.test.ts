import { SpanKind } from '@opentelemetry/api';
import { beforeAll, expect, test } from 'vitest';
import { namedTriggers } from '../../../src/aws/triggers/by-name.ts';
import { direct } from '../../../src/aws/triggers/direct.ts';
import { recognize } from '../../../src/aws/triggers/index.ts';
import { traceparent, useW3cPropagation } from '../../propagation/w3c.ts';
import { eventNames, readEvent } from './events.ts';
import { parentOf } from './root-span.ts';

beforeAll(useW3cPropagation);

const ofIot = { 'aws.iot.connection.id': '2f6f0f1c-3f0e-4b5e-9b3d-2f6f0f1c2d3e' };
const labelingJob = {
  'aws.sagemaker.labeling_job.arn':
    'arn:aws:sagemaker:eu-west-1:123456789012:labeling-job/receipts',
};

const ofChunks = {
  'aws.bedrock.knowledge_base.id': 'KB12345678',
  'aws.bedrock.data_source.id': 'DS12345678',
  'aws.bedrock.ingestion_job.id': 'JOB1234567',
  'aws.s3.bucket': 'chunks',
};

test.each<[string, object]>([
  [
    'agentcore-interceptor/tool-call',
    { 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 'orders___find_order' },
  ],
  ['agentcore-interceptor/inference', { 'faas.trigger': 'http' }],
  [
    'appconfig-extension/deployment-start',
    {
      'aws.appconfig.action_point': 'OnDeploymentStart',
      'aws.appconfig.application.id': 'abcd123',
      'aws.appconfig.environment.id': 'efgh456',
      'aws.appconfig.configuration_profile.id': 'ijkl789',
    },
  ],
  ['bedrock-knowledge-base/transformation', ofChunks],
  [
    'chime-call/inbound',
    {
      'aws.chime.event_type': 'NEW_INBOUND_CALL',
      'aws.chime.transaction.id': '3f1c0a52-6c3b-4a0b-8e0f-0a1b2c3d4e5f',
      'aws.chime.sip_media_application.id': '0b8e0f0a-1b2c-4d4e-8f3f-1c0a526c3b4a',
    },
  ],
  [
    'cloudformation-hook/create',
    {
      'aws.cloudformation.hook.type': 'Acme::Buckets::Encrypted',
      'aws.cloudformation.hook.invocation_point': 'CREATE_PRE_PROVISION',
      'aws.cloudformation.stack.id':
        'arn:aws:cloudformation:eu-west-1:123456789012:stack/orders/0a1b2c3d-4e5f-11f0-8e0f-0a1b2c3d4e5f',
      'aws.cloudformation.resource.type': 'AWS::S3::Bucket',
      'aws.cloudformation.resource.logical_id': 'Invoices',
    },
  ],
  [
    'cloudformation-macro/transform',
    {
      'aws.cloudformation.macro': '123456789012::Alarms',
      'aws.cloudformation.request.id': '5dee2557-92ff-4223-8786-92cf1f04966d',
    },
  ],
  [
    'cloudwatch-data-source/get-metric-data',
    { 'aws.cloudwatch.data_source.event_type': 'GetMetricData' },
  ],
  [
    'cloudwatch-data-source/describe',
    { 'aws.cloudwatch.data_source.event_type': 'DescribeGetMetricData' },
  ],
  [
    'ecs-deployment/post-test-traffic-shift',
    {
      'aws.ecs.service.arn': 'arn:aws:ecs:eu-west-1:123456789012:service/shop/orders',
      'aws.ecs.deployment.arn':
        'arn:aws:ecs:eu-west-1:123456789012:service-deployment/shop/orders/ejGvqq2ilnbKT9qj0vLJe',
      'aws.ecs.deployment.lifecycle_stage': 'POST_TEST_TRAFFIC_SHIFT',
    },
  ],
  [
    'redshift-function/batch',
    {
      'aws.redshift.cluster.arn':
        'arn:aws:redshift:eu-west-1:123456789012:namespace:0a1b2c3d-4e5f-4a0b-8e0f-3f1c0a526c3b',
      'aws.redshift.function': 'public.mask_card',
      'db.namespace': 'shop',
    },
  ],
  [
    'transfer-workflow/uploaded',
    {
      'aws.transfer.server.id': 's-0a1b2c3d4e5f6a7b8',
      'aws.transfer.workflow.id': 'w-1234567890abcdef0',
      'aws.transfer.workflow.execution.id': 'abcd1234-aa11-bb22-cc33-abcdef123456',
      'aws.s3.bucket': 'invoices',
      'aws.s3.key': '2026/11/28.csv',
    },
  ],
  [
    'auto-scaling/termination',
    {
      'aws.auto_scaling.group.arn':
        'arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:d4738357-2d40-4038-ae7e-b00ae0227003:autoScalingGroupName/workers',
    },
  ],
  [
    'client-vpn/connect',
    {
      'aws.client_vpn.endpoint.id': 'cvpn-endpoint-0a1b2c3d4e5f6a7b8',
      'aws.client_vpn.connection.id': 'cvpn-connection-0e7c2a1b3d4f5a6b7',
    },
  ],
  ['codedeploy/before-allow-traffic', { 'aws.codedeploy.deployment.id': 'd-A1B2C3D4E' }],
  [
    'connect-campaign/customer-profiles',
    {
      'aws.connect.campaign.id': 'a87c62f3-e312-4b6d-9a0a-5b0cc8ef852b',
      'aws.connect.campaign.run_id': 'a87c62f3-e312-4b6d-9a0a-5b0cc8ef852b#2026-11-22T21-12-00Z',
    },
  ],
  [
    'custom-widget/refresh',
    { 'aws.cloudwatch.dashboard.name': 'orders', 'aws.cloudwatch.widget.id': 'widget-16' },
  ],
  ['ground-truth/pre-annotation', labelingJob],
  ['ground-truth/post-annotation', labelingJob],
  ['iot-authorizer/mqtt', ofIot],
  ['iot-authorizer/http', { ...ofIot, 'faas.trigger': 'http' }],
  [
    'iot-provisioning/register-thing',
    {
      'aws.iot.provisioning_template.arn':
        'arn:aws:iot:eu-west-1:123456789012:provisioningtemplate/lamps',
    },
  ],
  [
    'transfer-family/password',
    { 'aws.transfer.server.id': 's-0a1b2c3d4e5f6a7b8', 'aws.transfer.protocol': 'SFTP' },
  ],
  [
    'workmail/inbound',
    {
      'aws.workmail.message.id': '00000000-0000-0000-0000-000000000000',
      'aws.workmail.flow_direction': 'INBOUND',
    },
  ],
])('%s is known by name, and tells no more than that', (name, attributes) => {
  const event = readEvent(name);

  const root = recognize(event).rootSpan(event, undefined);

  expect(root).toStrictEqual({
    kind: SpanKind.SERVER,
    attributes: { 'faas.trigger': 'other', ...attributes },
  });
});

test('every source that is known by name has an event', () => {
  const folders = new Set(eventNames.map((name) => name.split('/')[0]));

  expect(Object.keys(namedTriggers).filter((name) => !folders.has(name))).toEqual([]);
});

test("an authorizer of IoT joins the trace of the device's request", () => {
  const event = readEvent('iot-authorizer/http');
  const protocolData = { http: { headers: { traceparent }, queryString: '' } };

  const root = recognize(event).rootSpan({ ...event, protocolData }, undefined);

  expect(parentOf(root)).toBeDefined();
});

test.each(['mcp', 'http'])(
  "an interceptor joins the trace of the gateway's request: %s",
  (kind) => {
    const gatewayRequest = { headers: { traceparent }, body: {} };
    const event = { interceptorInputVersion: '1.0', [kind]: { gatewayRequest } };

    expect(parentOf(recognize(event).rootSpan(event, undefined))).toBeDefined();
  },
);

test.each([
  // Kinesis Data Analytics for SQL, and Cognito Sync.
  { invocationId: 'i-1', applicationArn: 'arn:aws:kinesisanalytics:eu:1:app', records: [] },
  { version: 2, eventType: 'SyncTrigger', identityPoolId: 'eu:1', datasetName: 'd' },
])('what AWS sends no more is a direct invoke: %j', (event) => {
  expect(recognize(event)).toBe(direct);
});
