import { Readable } from 'node:stream';
import { InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { traceLambda } from 'antifreeze';

const { UPSTREAM: endpoint } = process.env;
const options = { endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const lambda = new LambdaClient(options);
const s3 = new S3Client({ ...options, forcePathStyle: true });
const object = { Bucket: 'receipts', Key: 'read' };

async function invoke() {
  const command = new InvokeWithResponseStreamCommand({ FunctionName: 'billing' });
  return (await lambda.send(command)).EventStream;
}

/** On Node.js 26, traced or not, its connection stays taken (@aws-sdk/client-lambda 3.1164), of which there are 50. */
const leavesEarly = async () => {
  for await (const _event of await invoke()) break;
};

const kinds = [
  async () => {
    for await (const _event of await invoke());
  },
  ...(process.version < 'v26' ? [leavesEarly] : []),
  async () => (await s3.send(new GetObjectCommand(object))).Body.transformToString(),
  async () => (await s3.send(new GetObjectCommand(object))).Body.destroy(),
  () =>
    s3.send(new PutObjectCommand({ ...object, Body: Readable.from(['part']), ContentLength: 4 })),
];

const atOnce = 10;

/** Makes `calls` calls whose body or answer is a stream, of each kind in turn, and tells what is left of them. */
export const handler = traceLambda(async ({ calls }) => {
  for (let made = 0; made < calls; made += atOnce)
    await Promise.all(Array.from({ length: atOnce }, (_, call) => kinds[call % kinds.length]()));
  await new Promise((resolve) => setTimeout(resolve, 50));
  globalThis.gc();
  return process.memoryUsage().heapUsed;
});
