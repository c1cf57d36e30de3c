import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { otlpEncoding } from '../../src/export/otlp-encoding.ts';
import { pubSubRelay } from '../../src/export/pubsub-relay.ts';
import { decodeRelayMessage, formatAttribute } from '../../src/export/relay-message.ts';
import { recordDiagnostics } from './diagnostics.ts';
import { metadataServer } from './metadata-server.ts';
import {
  type Answer,
  deadPort,
  inAMinute,
  never,
  type Received,
  reset,
  startEndpoint,
  status,
} from './otlp-endpoint.ts';
import { endedSpan, endedSpans } from './sample-spans.ts';
import { spanNamesIn } from './sqs-endpoint.ts';

const topic = 'projects/shop/topics/spans';

beforeEach(() => vi.stubEnv('PUBSUB_EMULATOR_HOST', ''));
afterEach(() => vi.unstubAllEnvs());

interface Published {
  readonly messages: readonly {
    readonly data: string;
    readonly attributes: Readonly<Record<string, string>>;
  }[];
}

const published = ({ body }: Received) => (JSON.parse(body.toString()) as Published).messages;
const taken: Answer = (response, request) =>
  response.end(JSON.stringify({ messageIds: published(request).map((_, index) => `${index}`) }));

function refusal(code: number, message: string): Answer {
  const error = { code, message, status: 'SOME_CODE' };
  return (response) => response.writeHead(code).end(JSON.stringify({ error }));
}

/** A Pub/Sub that gives its answers in turn, and a sender to a topic of it. */
async function pubSub(...answers: readonly Answer[]) {
  const { origin, received } = await startEndpoint(...answers);
  const metadata = await metadataServer();
  vi.stubEnv('CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB', origin);
  vi.stubEnv('GCE_METADATA_HOST', metadata.host);
  const send = (maxMessageSize?: number) =>
    pubSubRelay({ kind: 'pubsub', topic, maxMessageSize }, otlpEncoding('http/protobuf'));
  return { received, metadata, send };
}

const noisySpans = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    endedSpan(`noisy-${index}`, { noise: randomBytes(1_000).toString('base64') }),
  );

test('spans go to the topic as one message, which says what it is, with a token', async () => {
  const { received, send } = await pubSub(taken);

  const result = await send()(endedSpans(3), inAMinute());

  const [message] = received.flatMap(published);
  expect(result).toEqual({ unsent: [], dropped: 0 });
  expect(received).toHaveLength(1);
  expect(received[0]).toMatchObject({
    method: 'POST',
    url: `/v1/${topic}:publish`,
    headers: { authorization: 'Bearer token-1', 'content-type': 'application/json' },
  });
  expect(message?.attributes).toEqual({
    [formatAttribute]: 'otlp-traces/1',
    'content-type': 'application/x-protobuf',
    'content-encoding': 'gzip',
  });
  expect(spanNamesIn(message?.data ?? '')).toEqual(['span-0', 'span-1', 'span-2']);
});

test('the token is there before the first spans are', async () => {
  const { metadata, send } = await pubSub(taken);

  const sender = send();
  await expect.poll(() => metadata.received.length).toBe(1);
  await sender(endedSpans(1), inAMinute());
  await sender(endedSpans(1), inAMinute());

  expect(metadata.received).toHaveLength(1);
});

test('an emulator gets no token', async () => {
  const { received, metadata, send } = await pubSub(taken);
  vi.stubEnv('PUBSUB_EMULATOR_HOST', process.env['CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB']);

  const result = await send()(endedSpans(1), inAMinute());

  expect(result).toEqual({ unsent: [], dropped: 0 });
  expect(received[0]?.headers).not.toHaveProperty('authorization');
  expect(metadata.received).toEqual([]);
});

test('many messages go in one call', async () => {
  const { received, send } = await pubSub(taken);

  await send(2_000)(noisySpans(40), inAMinute());

  expect(received).toHaveLength(1);
  expect(received.flatMap(published)).toHaveLength(40);
});

test('calls have at most a thousand messages', async () => {
  const { received, send } = await pubSub(taken);

  await send(600)(endedSpans(1_300), inAMinute());

  const counts = received.map((request) => published(request).length);
  expect(Math.max(...counts)).toBeLessThanOrEqual(1_000);
  expect(received.flatMap(published).flatMap(({ data }) => spanNamesIn(data))).toHaveLength(1_300);
});

test('a token that is refused is asked for again, once', async () => {
  const { received, send } = await pubSub(refusal(401, 'no'), taken);

  const result = await send()(endedSpans(1), inAMinute());

  expect(result).toEqual({ unsent: [], dropped: 0 });
  expect(received.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer token-1',
    'Bearer token-2',
  ]);
});

test('an account that is refused for good keeps its spans, and no token is ever told', async () => {
  const lines = recordDiagnostics();
  const { received, send } = await pubSub(refusal(401, 'no'));
  const spans = endedSpans(2);

  const result = await send()(spans, inAMinute());

  expect(result).toEqual({ unsent: spans, dropped: 0 });
  expect(received).toHaveLength(2);
  expect(lines.join('\n')).toContain('Pub/Sub answered 401: SOME_CODE no');
  expect(lines.join('\n')).not.toContain('token-');
});

test.each([
  { name: 'a failure of the service', answer: refusal(503, 'busy') },
  { name: 'too many requests', answer: refusal(429, 'busy') },
  { name: 'a cut connection', answer: reset },
])('$name is followed by another try', async ({ answer }) => {
  const { received, send } = await pubSub(answer, taken);

  const result = await send()(endedSpans(1), inAMinute());

  expect(result).toEqual({ unsent: [], dropped: 0 });
  expect(received).toHaveLength(2);
});

test.each([
  { code: 403, message: 'User not authorized to perform this action.' },
  { code: 404, message: 'Resource not found (resource=spans).' },
  { code: 400, message: 'Invalid data in message: Message failed schema validation.' },
])('spans are kept, and not tried again at once, at $code', async ({ code, message }) => {
  const lines = recordDiagnostics();
  const { received, send } = await pubSub(refusal(code, message));
  const spans = endedSpans(2);

  const result = await send()(spans, inAMinute());

  expect(result).toEqual({ unsent: spans, dropped: 0 });
  expect(received).toHaveLength(1);
  expect(lines.join('\n')).toContain(message);
});

test('spans are split where Pub/Sub finds a message too large', async () => {
  const { received, send } = await pubSub(
    refusal(400, 'Request payload size exceeds the limit: 10485760 bytes.'),
    taken,
  );

  const result = await send()(endedSpans(4), inAMinute());

  expect(result).toEqual({ unsent: [], dropped: 0 });
  expect(received).toHaveLength(2);
  expect(received.slice(1).flatMap(published)).toHaveLength(2);
});

test.each([
  { name: 'Pub/Sub does not answer', answer: never },
  { name: 'it asks for more time than there is', answer: status(429, { 'retry-after': '60' }) },
])('spans are kept when $name by the deadline', async ({ answer }) => {
  const { send } = await pubSub(answer);
  const spans = endedSpans(2);

  const result = await send()(spans, Date.now() + 500);

  expect(result).toMatchObject({ unsent: spans, dropped: 0 });
});

test('spans are kept where no token can be had', async () => {
  const { received, send } = await pubSub(taken);
  vi.stubEnv('GCE_METADATA_HOST', await deadPort());
  const spans = endedSpans(2);

  const result = await send()(spans, Date.now() + 300);

  expect(result).toEqual({ unsent: spans, dropped: 0 });
  expect(received).toEqual([]);
});

test('the relay reads what is sent', async () => {
  const { received, send } = await pubSub(taken);
  await send()(endedSpans(1), inAMinute());
  const [message] = received.flatMap(published);

  const decoded = await decodeRelayMessage(
    message?.data ?? '',
    message?.attributes[formatAttribute],
  );

  expect(decoded.status).toBe('decoded');
});
