import { constants, type Http2ServerResponse } from 'node:http2';
import {
  BedrockRuntimeClient,
  ConverseStreamCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { startInvocation } from '../../../src/core/start-invocation.ts';
import { chunk, event, exception, readAll, streaming } from './event-frames.ts';
import { type Answer, localAws } from './local-aws.ts';
import { tracedAws } from './traced-aws.ts';

const delta = (text: string) => event('contentBlockDelta', { delta: { text } });
const messageStop = event('messageStop', { stopReason: 'end_turn' });
const metadata = event('metadata', {
  usage: { inputTokens: 10, outputTokens: 5, totalTokens: 18, cacheReadInputTokens: 3 },
});

/** Asks a model of a local server; over HTTP/2, as the client does by default. */
async function converse(...answers: Answer[]) {
  const aws = await localAws(answers, { http2: true });
  const client = new BedrockRuntimeClient({ ...aws.client, maxAttempts: 1 });
  const { stream } = await client.send(new ConverseStreamCommand({ modelId: 'm' }));
  return { stream: stream as AsyncIterable<unknown> };
}

test('a conversation that is streamed ends with its stream, and has its numbers', async () => {
  const traced = tracedAws();
  const { stream } = await converse(streaming(delta('hel'), delta('lo'), messageStop, metadata));
  const endedAtHead = traced.spans().length;

  const events = await readAll(stream);

  expect(endedAtHead).toBe(0);
  expect(events).toHaveLength(4);
  expect(traced.span()).toMatchObject({
    name: 'chat m',
    status: { code: SpanStatusCode.UNSET },
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'm',
      'gen_ai.request.stream': true,
      'gen_ai.response.finish_reasons': ['end_turn'],
      'gen_ai.response.time_to_first_chunk': expect.any(Number),
      'gen_ai.usage.input_tokens': 13,
      'gen_ai.usage.output_tokens': 5,
      'gen_ai.usage.cache_read.input_tokens': 3,
    },
  });
});

test('an error in mid-stream reaches the reader as it is, and the span tells of it', async () => {
  const traced = tracedAws();
  const { stream } = await converse(
    streaming(delta('hel'), exception('throttlingException', 'slow down')),
  );

  const error = await readAll(stream).catch((thrown) => thrown);

  expect(error).toMatchObject({ name: 'ThrottlingException' });
  expect(traced.span()).toMatchObject({
    status: { code: SpanStatusCode.ERROR, message: 'slow down' },
    attributes: { 'error.type': 'ThrottlingException' },
    events: [{ name: 'exception' }],
  });
});

test.each([
  {
    how: 'the server gives the request up',
    breaks: ({ stream }: Http2ServerResponse) => stream.close(constants.NGHTTP2_INTERNAL_ERROR),
    // As without tracing: the SDK gives on what HTTP/2 tells it.
    outcome: expect.objectContaining({ code: 'ERR_HTTP2_STREAM_ERROR' }),
  },
  {
    how: 'the connection is gone',
    breaks: ({ stream }: Http2ServerResponse) => stream.session?.destroy(),
    outcome: [expect.anything()],
  },
])('a stream that breaks is a failure: $how', async ({ breaks, outcome }) => {
  const traced = tracedAws();
  let read = () => {};
  const isRead = new Promise<void>((resolve) => {
    read = resolve;
  });
  const { stream } = await converse(
    streaming(
      delta('hel'),
      () => isRead,
      (response) => breaks(response as unknown as Http2ServerResponse),
    ),
  );

  const events: unknown[] = [];
  const reading = (async () => {
    for await (const each of stream) {
      events.push(each);
      read();
    }
    return events;
  })();

  expect(await reading.catch((error) => error)).toEqual(outcome);
  expect(traced.span().status.code).toBe(SpanStatusCode.ERROR);
});

test('a reader that leaves ends the span, and is no failure', async () => {
  const traced = tracedAws();
  const { stream } = await converse(streaming(delta('hel'), delta('lo'), messageStop));

  for await (const _event of stream) break;

  expect(traced.span().status.code).toBe(SpanStatusCode.UNSET);
});

test('a stream that nobody reads ends with the invocation', async () => {
  const traced = tracedAws();
  const invocation = startInvocation(traced.telemetry, () => undefined, {
    event: {},
    platform: {},
    name: 'root',
    attributes: {},
    deadline: Number.POSITIVE_INFINITY,
  });
  const { stream } = await invocation.run(() => converse(streaming(delta('hel'), messageStop)));

  await invocation.end();
  const names = traced.spans().map(({ name }) => name);
  const late = await readAll(stream);

  expect(names).toEqual(['chat m', 'root']);
  expect(late).toHaveLength(2);
  expect(traced.spans()).toHaveLength(2);
});

test('nothing is read before the reader reads, and each event comes as soon as it is there', async () => {
  const traced = tracedAws();
  let go = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const { stream } = await converse(streaming(delta('hel'), () => gate, messageStop));
  const iterator = stream[Symbol.asyncIterator]();

  const first = await iterator.next();
  go();
  const second = await iterator.next();

  expect([first.value, second.value].map((value) => Object.keys(value as object)[0])).toEqual([
    'contentBlockDelta',
    'messageStop',
  ]);
  expect(traced.spans()).toHaveLength(0);
  await iterator.return?.();
  expect(traced.spans()).toHaveLength(1);
});

test('what a reader calls while it reads is below what was active there', async () => {
  const traced = tracedAws();
  const caller = traced.telemetry.tracer.startSpan('caller');
  const seen: unknown[] = [];

  await context.with(trace.setSpan(context.active(), caller), async () => {
    const { stream } = await converse(streaming(delta('hel'), messageStop));
    for await (const _event of stream) seen.push(trace.getActiveSpan());
  });

  expect(seen).toEqual([caller, caller]);
});

test.each([
  {
    model: 'Claude',
    chunks: [
      { type: 'message_start', message: { id: 'msg_1', model: 'c', usage: { input_tokens: 9 } } },
      { type: 'content_block_delta', delta: { text: 'token' } },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 4 } },
      {
        type: 'message_stop',
        'amazon-bedrock-invocationMetrics': { inputTokenCount: 9, outputTokenCount: 4 },
      },
    ],
    more: { 'gen_ai.response.id': 'msg_1', 'gen_ai.response.model': 'c' },
  },
  {
    model: 'Nova',
    chunks: [
      { messageStop: { stopReason: 'end_turn' } },
      { metadata: { usage: { inputTokens: 9, outputTokens: 4 } } },
    ],
    more: {},
  },
  {
    model: 'Titan',
    chunks: [
      {
        outputText: 'hi',
        completionReason: 'end_turn',
        inputTextTokenCount: 9,
        totalOutputTextTokenCount: 4,
      },
    ],
    more: {},
  },
])('a model that is invoked with a stream has its numbers: $model', async ({ chunks, more }) => {
  const aws = await localAws([streaming(...chunks.map(chunk))], { http2: true });
  const traced = tracedAws();

  const { body } = await new BedrockRuntimeClient(aws.client).send(
    new InvokeModelWithResponseStreamCommand({ modelId: 'm', body: '{"messages":[]}' }),
  );
  await readAll(body);

  expect(traced.span()).toMatchObject({
    name: 'chat m',
    attributes: {
      'gen_ai.response.finish_reasons': ['end_turn'],
      'gen_ai.usage.input_tokens': 9,
      'gen_ai.usage.output_tokens': 4,
      ...more,
    },
  });
});
