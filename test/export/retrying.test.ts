import { expect, test } from 'vitest';
import { httpTransport } from '../../src/export/http-transport.ts';
import { retrying } from '../../src/export/retrying.ts';
import { otlpConfig } from './export-config.ts';
import {
  type Answer,
  deadPort,
  inAMinute,
  ok,
  reset,
  startEndpoint,
  status,
} from './otlp-endpoint.ts';

const body = new TextEncoder().encode('spans');

async function start(...answers: Answer[]) {
  const endpoint = await startEndpoint(...answers);
  const contentType = 'application/x-protobuf';
  const otlp = otlpConfig(endpoint.url);
  return {
    ...endpoint,
    transport: retrying(httpTransport({ otlp, contentType, userAgent: 'test' })),
  };
}

test.each([
  { title: 'sends once what is taken', answers: [ok], result: 'sent', requests: 1 },
  {
    title: 'sends again until it is taken',
    answers: [status(503), reset, status(429), ok],
    result: 'sent',
    requests: 4,
  },
  { title: 'sends once what is refused', answers: [status(400)], result: 'failed', requests: 1 },
  {
    title: 'sends once what is too large',
    answers: [status(413)],
    result: 'too-large',
    requests: 1,
  },
])('$title', async ({ answers, result, requests }) => {
  const { transport, received } = await start(...answers);

  expect(await transport.send(body, inAMinute())).toMatchObject({ status: result });

  expect(received).toHaveLength(requests);
});

test('waits as long as the endpoint asks for', async () => {
  const { transport } = await start(status(429, { 'retry-after': '1' }), ok);
  const begun = performance.now();

  const result = await transport.send(body, inAMinute());

  expect(result.status).toBe('sent');
  expect(performance.now() - begun).toBeGreaterThan(950);
});

test('does not wait where the endpoint asks for longer than there is', async () => {
  const { transport, received } = await start(status(503, { 'retry-after': '3600' }), ok);

  const result = await transport.send(body, inAMinute());

  expect(result.status).toBe('retryable');
  expect(received).toHaveLength(1);
});

test('does not wait for an endpoint where nobody listens', async () => {
  const otlp = otlpConfig(`http://${await deadPort()}`);
  const transport = retrying(httpTransport({ otlp, contentType: 'any', userAgent: 'test' }));

  const result = await transport.send(body, Number.POSITIVE_INFINITY);

  expect(result.status).toBe('retryable');
});

test.each(['0', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
  'does not storm an endpoint that asks to come back at once (%s)',
  async (retryAfter) => {
    const { transport, received } = await start(status(503, { 'retry-after': retryAfter }));

    const result = await transport.send(body, Date.now() + 400);

    expect(result.status).toBe('retryable');
    expect(received.length).toBeLessThanOrEqual(5);
  },
);

test('waits for an outage once: what follows is sent once each until something is taken', async () => {
  const down = status(503);
  const { transport, received } = await start(down, down, down, down, ok, down, ok);
  const until = (milliseconds: number) => Date.now() + milliseconds;
  while (received.length < 2) await transport.send(body, until(200));
  const tries = received.length;

  await transport.send(body, inAMinute());
  const later = received.length;
  while (received.length < 5) await transport.send(body, inAMinute());
  const result = await transport.send(body, inAMinute());

  expect(later).toBe(tries + 1);
  expect(result.status).toBe('sent');
  expect(received).toHaveLength(7);
});

test('gives the last answer when a retry would pass the deadline', async () => {
  const { transport, received } = await start(status(503));
  const deadline = Date.now() + 2_000;

  const result = await transport.send(body, deadline);

  expect(result.status).toBe('retryable');
  expect(Date.now()).toBeLessThan(deadline + 5_000);
  expect(received.length).toBeGreaterThan(1);
});
