import { expect, test } from 'vitest';
import { circuitBreaker } from '../../src/export/circuit-breaker.ts';
import { inAMinute } from './otlp-endpoint.ts';
import { endedSpans } from './sample-spans.ts';

const spans = endedSpans(2);

/** A breaker before a sender that is `well` or not, at a time that only `pass` changes. */
function breaker() {
  const endpoint = { well: false, dropped: 0, sends: 0, retryAfterMs: 0 };
  let time = 1_000_000;
  const send = circuitBreaker(
    async (batch) => {
      endpoint.sends += 1;
      const { well, dropped, retryAfterMs } = endpoint;
      return well ? { unsent: [], dropped } : { unsent: batch, dropped: 0, retryAfterMs };
    },
    () => time,
  );
  return {
    endpoint,
    send: () => send(spans, inAMinute()),
    pass: (seconds: number) => {
      time += seconds * 1_000;
    },
    async open() {
      for (let failures = 0; failures < 3; failures++) await send(spans, inAMinute());
      endpoint.sends = 0;
    },
  };
}

test('keeps spans without sending after three failures in a row', async () => {
  const { endpoint, send } = breaker();

  const results = [await send(), await send(), await send(), await send(), await send()];

  expect(endpoint.sends).toBe(3);
  expect(results.at(-1)).toEqual({ unsent: spans, dropped: 0 });
});

test('goes on sending where a failure is the exception', async () => {
  const { endpoint, send } = breaker();

  for (let sends = 0; sends < 9; sends++) {
    endpoint.well = sends % 3 === 2;
    await send();
  }

  expect(endpoint.sends).toBe(9);
});

test('takes an endpoint that refuses spans for good as alive', async () => {
  const { endpoint, send } = breaker();
  endpoint.well = true;
  endpoint.dropped = 2;

  for (let sends = 0; sends < 9; sends++) await send();

  expect(endpoint.sends).toBe(9);
});

test.each([
  { asked: 90, pause: 90, title: 'as long as it asks for' },
  { asked: 86_400, pause: 300, title: 'for five minutes at most' },
])('leaves an endpoint alone $title', async ({ asked, pause }) => {
  const { endpoint, send, pass } = breaker();
  endpoint.retryAfterMs = asked * 1_000;
  await send();

  pass(pause - 1);
  await send();
  const early = endpoint.sends;
  pass(1);
  await send();

  expect(early).toBe(1);
  expect(endpoint.sends).toBe(2);
});

test('lets one send through after a pause, and goes on when it succeeds', async () => {
  const { endpoint, send, pass, open } = breaker();
  await open();
  endpoint.well = true;

  pass(4.9);
  await send();
  const early = endpoint.sends;
  pass(0.1);
  await send();
  await send();

  expect(early).toBe(0);
  expect(endpoint.sends).toBe(2);
});

test('pauses twice as long after each vain attempt, up to a minute', async () => {
  const { endpoint, send, pass, open } = breaker();
  await open();
  const attemptsAt: number[] = [];

  for (let second = 1; second <= 200; second++) {
    pass(1);
    const before = endpoint.sends;
    await send();
    if (endpoint.sends > before) attemptsAt.push(second);
  }

  expect(attemptsAt).toEqual([5, 15, 35, 75, 135, 195]);
});

test('begins with a short pause again once the endpoint was well', async () => {
  const { endpoint, send, pass, open } = breaker();
  await open();
  pass(5);
  await send();
  pass(10);
  endpoint.well = true;
  await send();
  endpoint.well = false;
  await open();

  pass(5);
  await send();

  expect(endpoint.sends).toBe(1);
});

test.each([1, 60, 86_400])(
  'sends again in time after a clock was set back by %i seconds',
  async (back) => {
    const { endpoint, send, pass, open } = breaker();
    await open();

    pass(-back);
    pass(300);
    await send();

    expect(endpoint.sends).toBe(1);
  },
);
