import { once } from 'node:events';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SpanStatusCode } from '@opentelemetry/api';
import { expect, test } from 'vitest';
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
