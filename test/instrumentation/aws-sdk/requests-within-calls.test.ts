import { once } from 'node:events';
import { get, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  StartStreamTranscriptionCommand,
  TranscribeStreamingClient,
} from '@aws-sdk/client-transcribe-streaming';
import { context, propagation, type Span, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { FetchHttpHandler } from '@smithy/fetch-http-handler';
import { NodeHttp2Handler, NodeHttpHandler } from '@smithy/node-http-handler';
import { expect, onTestFinished, test } from 'vitest';
import { describeAwsRequest } from '../../../src/instrumentation/aws-sdk/describe-aws-request.ts';
import { instrumentHttp } from '../../../src/instrumentation/http.ts';
import { event, readAll, streaming } from './event-frames.ts';
import { hasValidSignature, type LocalAws, localAws } from './local-aws.ts';
import { tracedAws } from './traced-aws.ts';

/** The SDK and HTTP traced as in a function, and a server that isn't AWS. */
async function everythingTraced() {
  const traced = tracedAws();
  const undo = instrumentHttp(traced.telemetry.tracer, {
    describeRequest: (request) => describeAwsRequest(request, () => undefined),
  });
  onTestFinished(undo);
  const other = await localAws();
  const caller = traced.telemetry.tracer.startSpan('caller');
  return {
    ...traced,
    caller,
    other,
    /** Runs `work` below the span of a caller. */
    run: <Result>(work: () => Promise<Result>) =>
      context.with(trace.setSpan(context.active(), caller), work),
    /** By `fetch` and by `node:http`. */
    async callOther() {
      await (await fetch(other.endpoint)).text();
      const [response] = await once(get(other.endpoint), 'response');
      await once(response.resume(), 'end');
    },
    named: (name: string) => traced.spans().filter((span) => span.name === name),
  };
}

type Traced = Awaited<ReturnType<typeof everythingTraced>>;

/** Both requests have a span below `parent`, and carry it. */
function expectOthersBelow({ named, other }: Traced, parent: Span | ReadableSpan | undefined) {
  const spans = named('GET');
  const carried = other.requests.map(({ headers }) => String(headers['traceparent']).slice(36, 52));
  const parents = spans.map(({ parentSpanContext }) => parentSpanContext?.spanId);

  expect(spans.length).toBeGreaterThan(1);
  expect(new Set(parents)).toEqual(new Set([parent?.spanContext().spanId]));
  expect(carried.toSorted()).toEqual(spans.map((span) => span.spanContext().spanId).toSorted());
}

const getItem = () => new GetItemCommand({ TableName: 'orders', Key: { id: { S: '1' } } });
const s3 = (aws: LocalAws) => new S3Client({ ...aws.client, forcePathStyle: true });

test('requests of a credential provider are children of the call', async () => {
  const aws = await localAws();
  const traced = await everythingTraced();
  const credentials = async () => {
    await traced.callOther();
    return aws.client.credentials;
  };

  await traced.run(() => new DynamoDBClient({ ...aws.client, credentials }).send(getItem()));

  expectOthersBelow(traced, traced.named('DynamoDB.GetItem')[0]);
});

test.each(['initialize', 'serialize', 'build', 'finalizeRequest', 'deserialize'] as const)(
  'requests of the middleware that a caller adds are children of the call: %s',
  async (step) => {
    const aws = await localAws();
    const traced = await everythingTraced();
    const client = new DynamoDBClient(aws.client);
    client.middlewareStack.add(
      (next) => async (args) => {
        await traced.callOther();
        const result = await next(args as never);
        await traced.callOther();
        return result as never;
      },
      { step: step as 'initialize' },
    );

    await traced.run(() => client.send(getItem()));

    expect(traced.named('GET')).toHaveLength(4);
    expectOthersBelow(traced, traced.named('DynamoDB.GetItem')[0]);
  },
);

test.each([
  { kind: 'with a checksum', requestChecksumCalculation: 'WHEN_SUPPORTED' },
  { kind: 'plain', requestChecksumCalculation: 'WHEN_REQUIRED' },
] as const)(
  'calls of a generator that feeds an upload are children of the upload: $kind',
  async ({ requestChecksumCalculation }) => {
    const aws = await localAws();
    const traced = await everythingTraced();
    const parts = async function* () {
      await traced.callOther();
      yield 'pa';
      await new DynamoDBClient(aws.client).send(getItem());
      await traced.callOther();
      yield 'rt';
    };
    const Body = Readable.from(parts());
    const client = new S3Client({
      ...aws.client,
      forcePathStyle: true,
      requestChecksumCalculation,
    });

    await traced.run(() =>
      client.send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body, ContentLength: 4 })),
    );

    const [upload, ...others] = traced.named('S3.PutObject');
    expect(others).toEqual([]);
    expectOthersBelow(traced, upload);
    expect(traced.named('DynamoDB.GetItem')[0]?.parentSpanContext?.spanId).toBe(
      upload?.spanContext().spanId,
    );
  },
);

test('calls of a generator that feeds a stream of events are children of the call', async () => {
  const transcript = event('TranscriptEvent', { Transcript: { Results: [] } });
  const aws = await localAws([streaming(transcript)], { http2: true });
  const traced = await everythingTraced();
  const audio = async function* () {
    await traced.callOther();
    yield { AudioEvent: { AudioChunk: Buffer.from('sound') } };
  };

  await traced.run(async () => {
    const { TranscriptResultStream } = await new TranscribeStreamingClient(aws.client).send(
      new StartStreamTranscriptionCommand({
        LanguageCode: 'en-US',
        MediaEncoding: 'pcm',
        MediaSampleRateHertz: 16_000,
        AudioStream: audio(),
      }),
    );
    await readAll(TranscriptResultStream);
  });

  expectOthersBelow(traced, traced.named('TranscribeStreaming.StartStreamTranscription')[0]);
});

test.each([
  { kind: 'plain', headers: {} },
  { kind: 'with a checksum', headers: { 'x-amz-checksum-crc32': '/sUwqQ==' } },
])(
  'listeners to a body call on behalf of the caller, also after the span has ended: $kind',
  async ({ headers }) => {
    let listen = () => {};
    const isHeard = new Promise<void>((resolve) => {
      listen = resolve;
    });
    // What comes after somebody listens is told in the context of the request.
    const stream = async (response: ServerResponse) => {
      response.write('con');
      await isHeard;
      response.end('tent');
    };
    const aws = await localAws(({ method }) => (method === 'GET' ? { headers, stream } : {}));
    const traced = await everythingTraced();
    const calls: Promise<unknown>[] = [];
    const callOthers = () =>
      calls.push(traced.callOther(), new DynamoDBClient(aws.client).send(getItem()));

    await traced.run(async () => {
      const { Body } = await s3(aws).send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }));
      const body = Body as Readable;
      body.on('data', callOthers).on('end', callOthers).on('close', callOthers);
      await once(body, 'data');
      listen();
      await once(body, 'close');
    });
    await Promise.all(calls);

    expect(calls).toHaveLength(8);
    expectOthersBelow(traced, traced.caller);
    expect(
      new Set(traced.named('DynamoDB.GetItem').map((span) => span.parentSpanContext?.spanId)),
    ).toEqual(new Set([traced.caller.spanContext().spanId]));
  },
);

test('a span that is made around the sending of a call stays what is active there', async () => {
  const aws = await localAws();
  const traced = await everythingTraced();
  const client = new DynamoDBClient({
    ...aws.client,
    requestHandler: {
      handle: async (request: never, options: never) => {
        await traced.callOther();
        return new NodeHttpHandler().handle(request, options);
      },
    } as never,
  });
  const attempt = traced.telemetry.tracer.startSpan('attempt');
  client.middlewareStack.add(
    (next) => (args) => context.with(trace.setSpan(context.active(), attempt), next, null, args),
    { step: 'finalizeRequest' },
  );

  await traced.run(() => client.send(getItem()));

  expectOthersBelow(traced, attempt);
});

const failing = { status: 500, body: { __type: 'InternalServerError' } };

test.each([
  { handler: 'node:http', requestHandler: () => new NodeHttpHandler(), http2: false },
  { handler: 'node:http2', requestHandler: () => new NodeHttp2Handler(), http2: true },
  { handler: 'fetch', requestHandler: () => new FetchHttpHandler(), http2: false },
])(
  'the requests of a call have no span of their own, nor do its retries: $handler',
  async ({ requestHandler, http2 }) => {
    const aws = await localAws([failing, {}], { http2 });
    const traced = await everythingTraced();
    const client = new DynamoDBClient({ ...aws.client, requestHandler: requestHandler() });

    await traced.run(() => client.send(getItem()));

    expect(traced.spans().map(({ name }) => name)).toEqual(['DynamoDB.GetItem']);
    expect(aws.requests).toHaveLength(2);
    expect(await Promise.all(aws.requests.map(hasValidSignature))).toEqual([true, true]);
  },
);

test('a request without a signature and without the numbers of the SDK is told by where it goes', async () => {
  const aws = await localAws([{ body: '' }]);
  const traced = await everythingTraced();
  const client = new S3Client({
    ...aws.client,
    forcePathStyle: true,
    signer: { sign: async (request: never) => request },
  });
  client.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      delete headers['amz-sdk-invocation-id'];
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );

  await traced.run(() => client.send(new PutObjectCommand({ Bucket: 'b', Key: 'a key' })));

  expect(traced.spans().map(({ name }) => name)).toEqual(['S3.PutObject']);
});

test('baggage of the caller is with what runs in the sending', async () => {
  const aws = await localAws();
  await everythingTraced();
  const seen: unknown[] = [];
  const Body = Readable.from(
    (async function* () {
      seen.push(propagation.getActiveBaggage()?.getEntry('user')?.value);
      yield 'part';
    })(),
  );
  const baggage = propagation.createBaggage({ user: { value: '1' } });

  await context.with(propagation.setBaggage(context.active(), baggage), () =>
    s3(aws).send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body, ContentLength: 4 })),
  );

  expect(seen).toEqual(['1']);
});
