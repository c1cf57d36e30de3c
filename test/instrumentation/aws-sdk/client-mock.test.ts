import { createRequire } from 'node:module';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { availableSdkReleases } from '../../../harness/aws-sdk/sdk-releases.ts';
import { traceLambda } from '../../../src/entry/index.ts';
import { localAws } from './local-aws.ts';

// The first handler that is traced sets tracing up for all.
const exporter = new InMemorySpanExporter();
beforeEach(() => exporter.reset());

test.each(availableSdkReleases())(
  "the unit tests of a handler that mock the SDK's clients go on to work when it is traced (AWS SDK, $name)",
  async ({ modules }) => {
    const sdk: typeof import('@aws-sdk/client-sqs') = createRequire(`${modules}/`)(
      '@aws-sdk/client-sqs',
    );
    const { SendMessageCommand, SQSClient } = sdk;
    const aws = await localAws([{ body: { MessageId: 'sent' } }]);
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
  },
);
