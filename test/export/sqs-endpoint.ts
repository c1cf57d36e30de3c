import { gunzipSync } from 'node:zlib';
import { buildApp, interceptLocalhostDns } from 'fauxqs';
import { onTestFinished } from 'vitest';
import type { AwsCredentials } from '../../src/config/aws-credentials.ts';
import type { RelayQueue } from '../../src/export/relay-queue.ts';
import { awsJsonCall } from '../../src/export/sqs-call.ts';
import { sqsQueue } from '../../src/export/sqs-queue.ts';
import { readSpans } from '../../src/viewer/otlp/collected-span.ts';
import { exportTraceServiceRequest } from '../../src/viewer/otlp/otlp-schema.ts';
import { decodeMessage } from '../../src/viewer/otlp/protobuf.ts';
import { type Answer, inAMinute, startEndpoint } from './otlp-endpoint.ts';

export const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'a-secret-key',
  sessionToken: 'a-session-token',
};

export const region = 'eu-west-1';

/** A way to call SQS at `origin`. */
export function sqsCallTo(
  origin: string,
  keys: () => AwsCredentials | undefined = () => credentials,
) {
  const service = { region, service: 'sqs', target: 'AmazonSQS', version: '1.0' } as const;
  return awsJsonCall({ ...service, endpoint: new URL(origin) }, keys);
}

/** A queue of an SQS that gives its answers in turn, the last one from then on. */
export async function answeringQueue(...answers: readonly Answer[]) {
  const { origin, received, connections } = await startEndpoint(...answers);
  const queueUrl = `${origin}/123456789012/spans`;
  return { origin, received, connections, queueUrl, queue: sqsQueue(queueUrl, sqsCallTo(origin)) };
}

/** Answers that these entries of a batch have failed, and all the others were taken. */
export function batchAnswer(
  failed: Readonly<Record<string, { SenderFault: boolean; Code: string; Message?: string }>> = {},
): Answer {
  return (response, { body }) => {
    const { Entries } = JSON.parse(body.toString()) as { Entries: { Id: string }[] };
    const output = {
      Successful: Entries.filter(({ Id }) => !failed[Id]).map(({ Id }) => ({ Id, MessageId: Id })),
      Failed: Object.entries(failed).map(([Id, failure]) => ({ Id, ...failure })),
    };
    response.end(JSON.stringify(output));
  };
}

/** Answers as AWS refuses a call. */
export function refusal(status: number, code: string): Answer {
  return (response) => {
    response
      .writeHead(status)
      .end(JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message: 'no' }));
  };
}

/** Messages in an emulated queue. */
interface QueueContent {
  readonly messages: {
    readonly ready: readonly EmulatedMessage[];
    readonly inflight: readonly { readonly visibilityDeadline: number }[];
  };
}

interface EmulatedMessage {
  readonly body: string;
  readonly messageAttributes: Readonly<Record<string, { readonly StringValue?: string }>>;
}

/** An emulated SQS with a queue. */
export async function emulatedQueue(attributes: Readonly<Record<string, string>> = {}) {
  const app = buildApp({ logger: false, defaultRegion: region });
  // The emulator wants the very URLs that it gives out, such as http://sqs.eu-west-1.localhost:4566/.
  const restoreDns = interceptLocalhostDns();
  onTestFinished(async () => {
    restoreDns();
    await app.close();
  });
  // Not the emulator's own way to start, which listens on all interfaces.
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  const origin = address.replace('127.0.0.1', `sqs.${region}.localhost`);
  const call = sqsCallTo(origin);
  const createQueue = async (name: string, Attributes: Readonly<Record<string, string>> = {}) => {
    const answer = await call('CreateQueue', { QueueName: name, Attributes }, inAMinute());
    return (answer as { output: { QueueUrl: string } }).output.QueueUrl;
  };
  const inspect = async (name: string) => {
    const response = await fetch(`${address}/_fauxqs/queues/${name}`);
    return ((await response.json()) as QueueContent).messages;
  };
  const queueUrl = await createQueue('spans', attributes);
  const queue: RelayQueue = sqsQueue(queueUrl, call);
  const messages = async (name = 'spans') => (await inspect(name)).ready;
  return { origin, queueUrl, queue, messages, inspect, createQueue };
}

/** The names of the spans in a message's body. */
export function spanNamesIn(body: string): string[] {
  const request = gunzipSync(Buffer.from(body, 'base64'));
  return readSpans(decodeMessage(exportTraceServiceRequest, request)).map(({ name }) => name);
}
