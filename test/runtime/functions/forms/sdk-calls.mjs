import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { instrumentAwsClient, traceLambda } from 'antifreeze';

const { UPSTREAM: endpoint, BY_HAND: byHand } = process.env;
const options = { endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const traced = (client) => (byHand ? instrumentAwsClient(client) : client);
const dynamodb = traced(new DynamoDBClient(options));
const sqs = traced(new SQSClient(options));
const sns = traced(new SNSClient(options));
const lambda = traced(new LambdaClient(options));
const s3 = traced(new S3Client({ ...options, forcePathStyle: true }));

const QueueUrl = `${endpoint}/1/orders`;
const TopicArn = 'arn:aws:sns:eu-west-1:123456789012:news';

/** One call after the other, in each of the protocols that AWS's services speak. */
export const handler = traceLambda(async () => {
  await dynamodb.send(new GetItemCommand({ TableName: 'orders', Key: { id: { S: '1' } } }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'new' }));
  await sns.send(new PublishCommand({ TopicArn, Message: 'new' }));
  await lambda.send(new InvokeCommand({ FunctionName: 'billing', Payload: '{}' }));
  await s3.send(new PutObjectCommand({ Bucket: 'receipts', Key: '2026/1.txt', Body: 'paid' }));
});
