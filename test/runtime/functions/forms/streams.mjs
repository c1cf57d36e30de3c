import { once } from 'node:events';
import { Readable } from 'node:stream';
import { InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { traceLambda } from 'antifreeze';

const { UPSTREAM: endpoint } = process.env;
const options = { endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const lambda = new LambdaClient(options);
const s3 = new S3Client({ ...options, forcePathStyle: true });

const object = async (Key) =>
  (await s3.send(new GetObjectCommand({ Bucket: 'receipts', Key }))).Body;
const callOther = async (name) => (await fetch(`${endpoint}/other/${name}`)).text();

/** One call after the other whose body or answer is a stream, and what is called meanwhile. */
export const handler = traceLambda(async () => {
  const { EventStream } = await lambda.send(
    new InvokeWithResponseStreamCommand({ FunctionName: 'billing' }),
  );
  const events = [];
  for await (const event of EventStream) events.push(Object.keys(event)[0]);

  const calls = [];
  const read = await object('read');
  read.once('data', () => calls.push(callOther('listener')));
  await once(read, 'end');
  await Promise.all(calls);

  const cut = await object('cut')
    .then(
      (body) => body.transformToString(),
      () => undefined,
    )
    .catch(({ name }) => name);

  for await (const _part of await object('left')) break;

  const parts = async function* () {
    await callOther('generator');
    yield 'part';
  };
  const Body = Readable.from(parts());
  await s3.send(new PutObjectCommand({ Bucket: 'receipts', Key: 'fed', Body, ContentLength: 4 }));

  await object('abandoned');
  return { events, cut };
});
