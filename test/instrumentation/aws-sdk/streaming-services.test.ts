import {
  BedrockAgentRuntimeClient,
  InvokeAgentCommand,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { CloudWatchLogsClient, StartLiveTailCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client, SelectObjectContentCommand } from '@aws-sdk/client-s3';
import {
  StartStreamTranscriptionCommand,
  TranscribeStreamingClient,
} from '@aws-sdk/client-transcribe-streaming';
import { SpanStatusCode } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { event, exception, readAll, streaming } from './event-frames.ts';
import { localAws } from './local-aws.ts';
import { tracedAws } from './traced-aws.ts';

test('Lambda: a function that fails while its answer streams is an error of the call', async () => {
  const complete = event('InvokeComplete', { ErrorCode: 'Unhandled', ErrorDetails: 'boom' });
  const aws = await localAws([streaming(event('PayloadChunk', 'hel'), complete)]);
  const traced = tracedAws();

  const { EventStream } = await new LambdaClient(aws.client).send(
    new InvokeWithResponseStreamCommand({ FunctionName: 'f' }),
  );
  await readAll(EventStream);

  expect(traced.span()).toMatchObject({
    status: { code: SpanStatusCode.ERROR },
    attributes: { 'error.type': 'Unhandled', 'http.response.status_code': 200 },
  });
});

const select = {
  Bucket: 'b',
  Key: 'k',
  Expression: 'select *',
  ExpressionType: 'SQL',
  InputSerialization: { CSV: {} },
  OutputSerialization: { CSV: {} },
} as const;

test('S3: what is selected of an object ends with its stream', async () => {
  const aws = await localAws([streaming(event('Records', 'a,b'), event('End', ''))]);
  const traced = tracedAws();

  const { Payload } = await new S3Client({ ...aws.client, forcePathStyle: true }).send(
    new SelectObjectContentCommand(select),
  );
  const before = traced.spans().length;
  await readAll(Payload);

  expect([before, traced.span().name]).toEqual([0, 'S3.SelectObjectContent']);
});

test('CloudWatch Logs: a live tail lasts until its session ends', async () => {
  const aws = await localAws([
    streaming(
      event('sessionStart', { sessionId: 's' }),
      exception('SessionTimeoutException', 'time is up'),
    ),
  ]);
  const traced = tracedAws();

  const { responseStream } = await new CloudWatchLogsClient({
    ...aws.client,
    disableHostPrefix: true,
  }).send(new StartLiveTailCommand({ logGroupIdentifiers: ['arn:aws:logs:a:1:log-group:g'] }));
  await expect(readAll(responseStream)).rejects.toThrow('time is up');

  expect(traced.span()).toMatchObject({
    name: 'CloudWatchLogs.StartLiveTail',
    attributes: { 'error.type': 'SessionTimeoutException' },
  });
});

test('Bedrock: an agent is invoked until it has answered', async () => {
  const aws = await localAws([streaming(event('chunk', { bytes: 'aGVsbG8=' }))], { http2: true });
  const traced = tracedAws();

  const { completion } = await new BedrockAgentRuntimeClient(aws.client).send(
    new InvokeAgentCommand({ agentId: 'a', agentAliasId: 'l', sessionId: 's', inputText: 'hi' }),
  );
  const before = traced.spans().length;
  await readAll(completion);

  expect(before).toBe(0);
  expect(traced.span()).toMatchObject({
    name: 'invoke_agent',
    attributes: {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.id': 'a',
      'gen_ai.conversation.id': 's',
    },
  });
});

test('Transcribe: a talk in both directions lasts as long as its answer', async () => {
  const transcript = event('TranscriptEvent', { Transcript: { Results: [] } });
  const aws = await localAws([streaming(transcript)], { http2: true });
  const traced = tracedAws();

  const { TranscriptResultStream } = await new TranscribeStreamingClient(aws.client).send(
    new StartStreamTranscriptionCommand({
      LanguageCode: 'en-US',
      MediaEncoding: 'pcm',
      MediaSampleRateHertz: 16_000,
      AudioStream: (async function* () {
        yield { AudioEvent: { AudioChunk: Buffer.from('sound') } };
      })(),
    }),
  );
  const before = traced.spans().length;
  const events = await readAll(TranscriptResultStream);

  expect([before, events.length]).toEqual([0, 1]);
  expect(traced.span().name).toBe('TranscribeStreaming.StartStreamTranscription');
});
