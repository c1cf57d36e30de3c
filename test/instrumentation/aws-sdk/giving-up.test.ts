import { setTimeout as sleep } from 'node:timers/promises';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SpanStatusCode } from '@opentelemetry/api';
import { FetchHttpHandler } from '@smithy/fetch-http-handler';
import { NodeHttp2Handler, NodeHttpHandler } from '@smithy/node-http-handler';
import { expect, test } from 'vitest';
import { localAws } from './local-aws.ts';
import { tracedAws } from './traced-aws.ts';

const handlers = {
  NodeHttpHandler: () => new NodeHttpHandler(),
  NodeHttp2Handler: () => new NodeHttp2Handler(),
  FetchHttpHandler: () => new FetchHttpHandler(),
};

type Options = { abortSignal?: AbortSignal; requestTimeout?: number };

/** The status and the error's type of a call that nobody answers. */
async function endOf(handler: keyof typeof handlers, options: () => Options): Promise<unknown[]> {
  const aws = await localAws([{ silent: true }], { http2: handler === 'NodeHttp2Handler' });
  const recording = tracedAws();
  const client = new SQSClient({
    ...aws.client,
    maxAttempts: 1,
    requestHandler: handlers[handler](),
  });

  await client.send(new GetQueueUrlCommand({ QueueName: 'x' }), options()).catch(() => undefined);
  client.destroy();

  const { status, attributes } = recording.span();
  return [status.code, attributes['error.type']];
}

function abortedSoonWith(...reason: unknown[]): Options {
  const controller = new AbortController();
  void sleep(20).then(() => controller.abort(...reason));
  return { abortSignal: controller.signal };
}

const names = Object.keys(handlers) as (keyof typeof handlers)[];

test.each(names)('%s: what the caller aborts is no error', async (handler) => {
  for (const reason of [[], [new RangeError('enough')], ['enough']])
    expect(await endOf(handler, () => abortedSoonWith(...reason))).toEqual([
      SpanStatusCode.UNSET,
      undefined,
    ]);
});

test.each(names)('%s: time that is up is an error', async (handler) => {
  const options = () => ({ abortSignal: AbortSignal.timeout(30) });

  expect(await endOf(handler, options)).toEqual([SpanStatusCode.ERROR, 'TimeoutError']);
});

test('a timer that aborts is an error', async () => {
  const options = () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    return { abortSignal: controller.signal };
  };

  expect(await endOf('NodeHttpHandler', options)).toEqual([SpanStatusCode.ERROR, 'TimeoutError']);
});
