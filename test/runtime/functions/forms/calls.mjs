import http from 'node:http';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { traceLambda } from 'antifreeze';
import { request } from 'undici';

const { UPSTREAM: upstream } = process.env;
const options = { endpoint: upstream };
const dynamodb = new DynamoDBClient(options);
const sqs = new SQSClient(options);
const lambda = new LambdaClient(options);
const s3 = new S3Client({ ...options, forcePathStyle: true });

/** One call after the other, of each kind. */
export const handler = traceLambda(async () => {
  await dynamodb.send(new GetItemCommand({ TableName: 'orders', Key: { id: { S: '1' } } }));
  await sqs.send(new SendMessageCommand({ QueueUrl: `${upstream}/1/orders`, MessageBody: 'new' }));
  await lambda.send(new InvokeCommand({ FunctionName: 'billing', Payload: '{}' }));
  await s3.send(new PutObjectCommand({ Bucket: 'receipts', Key: '2026/1.txt', Body: 'paid' }));
  await (await fetch(`${upstream}/fetch?sig=secret`)).text();
  await get(`${upstream}/http`);
  await (await request(`${upstream}/undici`)).body.text();
  // As of a presigned URL: a host of AWS's own, here at the address of the local server.
  const { port } = new URL(upstream);
  await get(`http://receipts.s3.eu-west-1.amazonaws.com:${port}/presigned`);
});

function get(url) {
  const lookup = (_host, { all }, found) =>
    all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4);
  return new Promise((resolve, reject) => {
    const onResponse = (response) => response.resume().on('end', resolve);
    http.get(url, { lookup }, onResponse).on('error', reject);
  });
}
