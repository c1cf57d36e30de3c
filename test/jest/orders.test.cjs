/** Unit tests of traced handlers as their authors have them, in globals that Jest makes anew for each file. */
const { once } = require('node:events');
const { createServer } = require('node:http');
const { promisify } = require('node:util');
const { DynamoDBClient, GetItemCommand } = require('@aws-sdk/client-dynamodb');
const { mockClient } = require('aws-sdk-client-mock');
const { count, fetchHeaders, greet, read } = require('./orders.cjs');

const context = {
  awsRequestId: '8476a536-e9f4-11e8-9739-2dfe598c3fcd',
  functionName: 'orders',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
  getRemainingTimeInMillis: () => 3_000,
};

test('a mocked client answers', async () => {
  const mock = mockClient(DynamoDBClient);
  mock.on(GetItemCommand).resolves({ Item: { id: { S: '1' } } });

  const response = await read({ id: '1' }, context);

  expect(response).toEqual({ statusCode: 200, body: '{"id":{"S":"1"}}' });
  expect(mock.commandCalls(GetItemCommand)).toHaveLength(1);
});

test('an error is of the class that the handler threw', async () => {
  await expect(read({}, context)).rejects.toThrow(RangeError);
});

test('a batch is counted', async () => {
  const record = { eventSource: 'aws:sqs', messageId: '1', body: '{}', messageAttributes: {} };

  await expect(count({ Records: [record, record] }, context)).resolves.toBe(2);
});

test('a callback is called', async () => {
  await expect(promisify(greet)({}, context)).resolves.toBe('hello');
});

test('an outgoing call carries the trace', async () => {
  const server = createServer(({ headers }, response) => response.end(JSON.stringify(headers)));
  await once(server.listen(0, '127.0.0.1'), 'listening');

  const headers = await fetchHeaders({ url: `http://127.0.0.1:${server.address().port}` }, context);

  server.close().closeAllConnections();
  expect(headers.traceparent).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-03$/);
});
