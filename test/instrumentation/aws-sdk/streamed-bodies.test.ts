import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SpanStatusCode } from '@opentelemetry/api';
import { FetchHttpHandler } from '@smithy/fetch-http-handler';
import { expect, test } from 'vitest';
import { readAll } from './event-frames.ts';
import { type Answer, localAws } from './local-aws.ts';
import { tracedAws } from './traced-aws.ts';

const content = 'content';

/** Without a checksum the body is the response itself, with one it is a stream of the SDK's own. */
const bodies = [
  { kind: 'plain', headers: { 'content-length': '7' } },
  {
    kind: 'with a checksum',
    headers: { 'content-length': '7', 'x-amz-checksum-crc32': '/sUwqQ==' },
  },
];

async function getObject(answer: Answer) {
  const aws = await localAws([answer]);
  const client = new S3Client({ ...aws.client, forcePathStyle: true });
  const { Body } = await client.send(
    new GetObjectCommand({ Bucket: 'b', Key: 'k', ChecksumMode: 'ENABLED' }),
  );
  return Body as Readable & { transformToString(): Promise<string> };
}

const half = (headers: Record<string, string>, then: Answer['stream']): Answer => ({
  headers,
  stream: async (response) => {
    response.write(content.slice(0, 3));
    await then?.(response);
  },
});

test.each(bodies)('a body that is read to its end ends the span: $kind', async ({ headers }) => {
  const traced = tracedAws();
  const body = await getObject({ headers, body: content });
  const before = traced.spans().length;

  const read = await body.transformToString();

  expect([before, read]).toEqual([0, content]);
  expect(traced.span()).toMatchObject({
    name: 'S3.GetObject',
    status: { code: SpanStatusCode.UNSET },
    attributes: { 'http.response.status_code': 200 },
  });
});

test.each(bodies)('a connection that is cut in a body is a failure: $kind', async ({ headers }) => {
  const traced = tracedAws();
  const body = await getObject(
    half(headers, (response) => setTimeout(() => response.destroy(), 50)),
  );

  await expect(body.transformToString()).rejects.toThrow();

  expect(traced.span()).toMatchObject({
    status: { code: SpanStatusCode.ERROR },
    attributes: { 'error.type': expect.stringMatching(/^(ECONNRESET|Error)$/) },
  });
});

test.each(bodies)('a reader that leaves a body ends the span: $kind', async ({ headers }) => {
  const traced = tracedAws();
  const body = await getObject(half(headers, (response) => once(response, 'close')));

  body.destroy();
  await once(body, 'close');

  expect(traced.span().status.code).toBe(SpanStatusCode.UNSET);
});

test('a reader that breaks out of a body ends the span', async () => {
  const traced = tracedAws();
  const body = await getObject(half({}, (response) => once(response, 'close')));

  for await (const _chunk of body) break;

  await expect.poll(() => traced.spans().length).toBe(1);
  expect(traced.span().status.code).toBe(SpanStatusCode.UNSET);
});

test('a body is not read before its reader reads, and breaks as loudly as without tracing', async () => {
  const traced = tracedAws();
  const body = await getObject({ headers: { 'content-length': '7' }, body: content });

  const state = [body.readableFlowing, body.listenerCount('error')];
  await pipeline(body, new Writable({ write: (_chunk, _encoding, done) => done() }));

  expect(state).toEqual([null, 0]);
  expect(traced.spans()).toHaveLength(1);
});

/** Gets an object by `fetch`, whose body is a stream of the web's. */
async function getWebObject(answer: Answer, checksum: boolean): Promise<WebBody> {
  const headers = {
    'content-length': '7',
    ...(checksum && { 'x-amz-checksum-crc32': '/sUwqQ==' }),
  };
  const aws = await localAws([{ headers, ...answer }]);
  const requestHandler = new FetchHttpHandler();
  const client = new S3Client({ ...aws.client, forcePathStyle: true, requestHandler });
  const { Body } = await client.send(
    new GetObjectCommand({ Bucket: 'b', Key: 'k', ChecksumMode: 'ENABLED' }),
  );
  return Body as unknown as WebBody;
}

type WebBody = ReadableStream & { transformToString(): Promise<string> };
const unfinished: Answer = { stream: (response) => void response.write('con') };
const cut: Answer = {
  stream: (response) => response.write('con', () => setTimeout(() => response.destroy(), 50)),
};

test.each([
  { how: 'read as a text', read: (body: WebBody) => body.transformToString() },
  { how: 'read by a response', read: (body: WebBody) => new Response(body).text() },
  {
    how: 'read by pieces',
    read: async (body: WebBody) =>
      Buffer.concat((await readAll(body as never)) as Buffer[]).toString(),
  },
  { how: 'read by Node.js', read: (body: WebBody) => text(Readable.fromWeb(body as never)) },
])('a body of the web that is $how ends the span', async ({ read }) => {
  for (const checksum of [false, true]) {
    const traced = tracedAws();
    const body = await getWebObject({ body: content }, checksum);
    const before = traced.spans().length;

    expect(await read(body)).toBe(content);

    expect(before).toBe(0);
    await expect.poll(() => traced.spans().length).toBe(1);
    expect(traced.span().status.code).toBe(SpanStatusCode.UNSET);
  }
});

test('a body of the web that its reader leaves ends the span', async () => {
  const traced = tracedAws();

  for await (const _part of await getWebObject(unfinished, false)) break;
  const reader = (await getWebObject(unfinished, false)).getReader();
  await reader.read();
  await reader.cancel();

  await expect.poll(() => traced.spans().length).toBe(2);
  expect(traced.spans().map(({ status }) => status.code)).toEqual([
    SpanStatusCode.UNSET,
    SpanStatusCode.UNSET,
  ]);
});

test('a body of the web whose connection is cut is a failure', async () => {
  const traced = tracedAws();
  const body = await getWebObject(cut, false);

  await expect(body.transformToString()).rejects.toThrow();

  await expect.poll(() => traced.spans().length).toBe(1);
  expect(traced.span().status.code).toBe(SpanStatusCode.ERROR);
});

test('a reader that lets go of a body of the web ends nothing', async () => {
  const traced = tracedAws();
  const body = await getWebObject({ body: content }, false);
  const reader = body.getReader();
  await reader.read();
  reader.releaseLock();
  await new Promise(setImmediate);
  const between = traced.spans().length;

  await body.transformToString();

  expect(between).toBe(0);
  await expect.poll(() => traced.spans().length).toBe(1);
});
