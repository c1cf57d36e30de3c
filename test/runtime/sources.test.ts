import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes, type LambdaFunction } from '../../harness/lambda/index.ts';
import { startFunction } from '../start-function.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const fields = { traceparent };
const headers = { Host: 'api.example.com', Traceparent: traceparent };
const sender = { traceId: '0af7651916cd43dd8448eb211c80319c', parentSpanId: 'b7ad6b7169203331' };
let collector: Collector;
let started: LambdaFunction | undefined;

beforeAll(async () => {
  collector = await startCollector();
});
afterEach(async () => {
  await started?.close();
  collector.clear();
});
afterAll(() => collector.close());

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test('callers keep their trace, wherever a source has it, and each source its name', async () => {
    started = await startFunction({
      runtime,
      directory,
      handler: 'answers.handler',
      functionName: 'orders',
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    });
    const rootOf = async (event: unknown) => {
      collector.clear();
      await started?.invoke(event);
      await started?.frozen();
      return collector.spans().find(({ attributes }) => attributes['faas.trigger'] !== undefined);
    };

    for (const { event, ...expected } of sources)
      expect(await rootOf(event)).toMatchObject(expected);
    for (const { event, attributes } of named)
      expect(await rootOf(event)).toMatchObject({ name: 'orders', attributes });
  });
});

const read = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(`test/events/${name}.json`, 'utf8'));

/** Each with the caller's context in it. */
const sources = [
  { event: read('appsync/amplify-function'), ...sender, name: 'Mutation.placeOrder' },
  { event: read('appsync/without-arguments'), ...sender, name: 'Query.orders' },
  { event: read('appsync-events/publish'), ...sender, name: 'PUBLISH orders' },
  { event: read('appsync-authorizer/graphql'), ...sender, name: 'orders' },
  { event: read('lambda-destination/failure'), ...sender, name: 'orders' },
  { event: read('step-functions/legacy-payload'), ...sender, name: 'orders' },
  { event: read('rabbitmq/pipe'), ...sender, name: 'process orders' },
  { event: read('firehose/from-msk'), ...sender, name: 'process lake' },
  { event: withNulls(read('api-gateway-rest/full')), ...sender, name: 'GET /orders/{orderId}' },
  { event: withNulls(read('alb/single-value')), ...sender, name: 'GET' },
  { event: authorized({ principalId: 'ann', integrationLatency: 12, ...fields }), ...sender },
  { event: authorized({ lambda: fields }), ...sender },
  // An answer that was kept: of whoever came first.
  { event: authorized({ integrationLatency: 0, ...fields }), parentSpanId: undefined },
  { event: { headers }, ...sender, name: 'orders' },
  { event: { httpMethod: 'GET', path: '/orders', headers, body: null }, ...sender, name: 'orders' },
  // The mapping template of the Serverless Framework's `integration: lambda`, and API Gateway's own for passing all on.
  {
    event: { body: {}, method: 'GET', stage: 'dev', headers, query: {}, path: {}, identity: {} },
    ...sender,
    name: 'orders',
  },
  {
    event: {
      'body-json': {},
      params: { path: {}, querystring: {}, header: headers },
      'stage-variables': {},
      context: { 'http-method': 'GET' },
    },
    ...sender,
    name: 'orders',
  },
];

const named = [
  {
    event: read('client-vpn/connect'),
    attributes: { 'aws.client_vpn.endpoint.id': expect.any(String) },
  },
  { event: read('transfer-family/password'), attributes: { 'aws.transfer.protocol': 'SFTP' } },
  {
    event: read('cognito/without-trigger-source'),
    attributes: { 'aws.cognito.client.id': expect.any(String) },
  },
  {
    event: read('s3-batch/encoded-key'),
    attributes: { 'aws.s3.key': 'customer images/n° 1+2.jpg' },
  },
];

/** A request that an authorizer has let through. */
function authorized(authorizer: object): Record<string, unknown> {
  const event = read('api-gateway-rest/console-test');
  return { ...event, requestContext: { ...Object(event['requestContext']), authorizer } };
}

/** As the serializers of other languages write a request. */
function withNulls(event: Record<string, unknown>): Record<string, unknown> {
  const { requestContext } = event;
  return {
    type: null,
    version: null,
    Records: null,
    body: '{}',
    ...event,
    requestContext: { connectionId: null, ...Object(requestContext) },
  };
}
