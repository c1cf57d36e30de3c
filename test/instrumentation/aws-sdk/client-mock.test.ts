import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, test } from 'vitest';
import { traceLambda } from '../../../src/entry/index.ts';
import { localAws } from './local-aws.ts';

test("the unit tests of a handler that mock the SDK's clients go on to work when it is traced", async () => {
  const aws = await localAws([{ body: { MessageId: 'sent' } }]);
  const exporter = new InMemorySpanExporter();
  const input = { QueueUrl: 'http://localhost/1/orders', MessageBody: 'new' };
  const sqs = new SQSClient({ ...aws.client, md5: false });
  const handler = traceLambda(
    async (_event: object, _context: Context) =>
      (await sqs.send(new SendMessageCommand(input))).MessageId,
    { exporter: 'none', spanProcessors: [new SimpleSpanProcessor({ exporter })] },
  );
  const invoke = () => handler({}, { functionName: 'orders' } as Context);
  const mock = mockClient(SQSClient);
  mock.on(SendMessageCommand).resolves({ MessageId: 'mocked' });

  const whileMocked = await invoke();
  const seen = mock.commandCalls(SendMessageCommand, input, true);
  mock.restore();
  const afterwards = await invoke();

  expect([whileMocked, afterwards]).toEqual(['mocked', 'sent']);
  expect(seen).toHaveLength(1);
  expect(aws.requests).toHaveLength(1);
  const names = exporter.getFinishedSpans().map(({ name }) => name);
  expect(names.filter((name) => name !== 'init')).toEqual(['orders', 'send orders', 'orders']);
});
