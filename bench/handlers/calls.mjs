import http from 'node:http';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

const endpoint = process.env.UPSTREAM;
const dynamodb = new DynamoDBClient({ endpoint });
const sqs = new SQSClient({ endpoint });

/** For a tracer that has to be told of each. */
export const clients = [dynamodb, sqs];

/** A handler as many are: a read, a message, two HTTP calls. */
export const handler = async (event) => {
  await dynamodb.send(new GetItemCommand({ TableName: 'orders', Key: { id: { S: '1' } } }));
  await sqs.send(new SendMessageCommand({ QueueUrl: `${endpoint}/1/orders`, MessageBody: '{}' }));
  await (await fetch(`${endpoint}/fetch`)).text();
  await get(`${endpoint}/get`);
  return { statusCode: 200, body: JSON.stringify({ path: event.rawPath }) };
};

function get(url) {
  return new Promise((resolve, reject) => {
    http.get(url, (response) => response.resume().on('end', resolve)).on('error', reject);
  });
}
