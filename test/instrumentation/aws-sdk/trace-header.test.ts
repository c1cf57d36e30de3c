import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { localAws } from './local-aws.ts';
import { tracedAws } from './traced-aws.ts';

const getItem = () => new GetItemCommand({ TableName: 'orders', Key: { id: { S: '1' } } });

test('the trace header names our span, and keeps what AWS put there', async () => {
  const aws = await localAws();
  const rest = 'Sampled=0;Lineage=a:1|b:2';
  const incoming = `Root=1-6553f7c3-aaaaaaaaaaaaaaaaaaaaaaaa;Parent=bbbbbbbbbbbbbbbb;${rest}`;
  const traced = tracedAws({ incomingTraceHeader: () => incoming });

  await new DynamoDBClient(aws.client).send(getItem());

  const { traceId, spanId } = traced.span().spanContext();
  const root = `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
  expect(aws.requests[0]?.headers['x-amzn-trace-id']).toBe(`Root=${root};Parent=${spanId};${rest}`);
});

test('the trace header that the SDK found is kept likewise, and a switch leaves it alone', async () => {
  const aws = await localAws();
  const found = 'Root=1-6553f7c3-aaaaaaaaaaaaaaaaaaaaaaaa;Parent=bbbbbbbbbbbbbbbb;Sampled=1';
  const client = new DynamoDBClient(aws.client);
  client.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers['X-Amzn-Trace-Id'] = found;
      return next(args);
    },
    { step: 'build' },
  );

  const traced = tracedAws();
  await client.send(getItem());
  traced.undo();
  tracedAws({ traceHeader: false });
  await client.send(getItem());

  const { spanId } = traced.span().spanContext();
  const [ours, theirs] = aws.requests.map(({ headers }) => headers['x-amzn-trace-id']);
  expect(ours).toMatch(new RegExp(`^Root=1-[\\da-f]{8}-[\\da-f]{24};Parent=${spanId};Sampled=1$`));
  expect(theirs).toBe(found);
});
