import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { httpTransport } from '../../src/export/http-transport.ts';
import { otlpEncoding } from '../../src/export/otlp-encoding.ts';
import { otlpSender } from '../../src/export/otlp-sender.ts';
import { recordDiagnostics } from './diagnostics.ts';
import { otlpConfig } from './export-config.ts';
import { type Answer, inAMinute, ok, startEndpoint, status } from './otlp-endpoint.ts';
import { partialSuccess } from './partial-success.ts';
import { spanNames } from './received-spans.ts';
import { endedSpan, endedSpans } from './sample-spans.ts';

async function start(...answers: Answer[]) {
  const { url, received } = await startEndpoint(...answers);
  const encoding = otlpEncoding('http/json');
  const { contentType } = encoding;
  const otlp = otlpConfig(url);
  const send = otlpSender(encoding, httpTransport({ otlp, contentType, userAgent: 'test' }));
  return { send, batches: () => received.map(spanNames) };
}

const megabytes = (count: number) => ({ text: 'x'.repeat(count * 1024 * 1024) });

test('sends all spans in one request', async () => {
  const { send, batches } = await start(ok);

  const undelivered = await send(endedSpans(3), inAMinute());

  expect(undelivered).toEqual({ unsent: [], dropped: 0 });
  expect(batches()).toEqual([['span-0', 'span-1', 'span-2']]);
});

test('splits what is larger than a request should be', async () => {
  const { send, batches } = await start(ok);
  const spans = ['a', 'b', 'c', 'd', 'e'].map((name) => endedSpan(name, megabytes(1.5)));

  const undelivered = await send(spans, inAMinute());

  expect(undelivered).toEqual({ unsent: [], dropped: 0 });
  expect(batches()).toEqual([['a', 'b'], ['c'], ['d', 'e']]);
});

test('drops a span that is too large alone, counts it and says so', async () => {
  const reports = recordDiagnostics();
  const { send, batches } = await start(ok);

  const undelivered = await send(
    [endedSpan('small'), endedSpan('huge', megabytes(5)), endedSpan('other')],
    inAMinute(),
  );

  expect(undelivered).toEqual({ unsent: [], dropped: 1 });
  expect(batches()).toEqual([['small'], ['other']]);
  expect(reports).toEqual([
    'warn antifreeze: one of the spans was dropped, as no request can hold it',
  ]);
});

test('splits what the endpoint finds too large, down to single spans', async () => {
  const atMostOne: Answer = (response, request) =>
    response.writeHead(spanNames(request).length > 1 ? 413 : 200).end();
  const { send, batches } = await start(atMostOne);

  const undelivered = await send(endedSpans(3), inAMinute());

  expect(undelivered).toEqual({ unsent: [], dropped: 0 });
  expect(batches().filter((batch) => batch.length === 1)).toEqual([
    ['span-0'],
    ['span-1'],
    ['span-2'],
  ]);
});

test.each([
  { title: 'the Collector', says: 'http: request body too large' },
  { title: 'Google', says: 'Request payload size exceeds the limit: 4194304 bytes.' },
])('splits what $title calls too large in a 400', async ({ says }) => {
  const atMostOne: Answer = (response, request) =>
    spanNames(request).length > 1 ? response.writeHead(400).end(says) : response.end();
  const { send, batches } = await start(atMostOne);

  const undelivered = await send(endedSpans(3), inAMinute());

  expect(undelivered).toEqual({ unsent: [], dropped: 0 });
  expect(batches().filter((batch) => batch.length === 1)).toHaveLength(3);
});

test('passes on how long the endpoint wants to be left alone, also in a part', async () => {
  const { send } = await start(status(413), ok, status(429, { 'retry-after': '9' }));
  const spans = endedSpans(4);

  const undelivered = await send(spans, inAMinute());

  expect(undelivered).toMatchObject({ unsent: spans.slice(2), dropped: 0, retryAfterMs: 9_000 });
});

test('drops what the endpoint finds too large whatever its size', async () => {
  const { send } = await start(status(413));

  expect(await send(endedSpans(3), inAMinute())).toEqual({ unsent: [], dropped: 3 });
});

test('keeps what could not be sent, and says why', async () => {
  const reports = recordDiagnostics();
  const spans = endedSpans(2);
  const { send } = await start(status(503));

  const undelivered = await send(spans, inAMinute());

  expect(undelivered).toEqual({ unsent: spans, dropped: 0 });
  expect(reports).toEqual([expect.stringMatching(/warn .*kept for later.*answered 503/s)]);
});

test('keeps the other parts without a try when one could not be sent', async () => {
  const spans = endedSpans(4);
  const { send, batches } = await start(status(413), ok, status(503));

  const undelivered = await send([...spans, ...endedSpans(4, 'later')], inAMinute());

  expect(undelivered.unsent.map(({ name }) => name)).toEqual([
    'later-0',
    'later-1',
    'later-2',
    'later-3',
  ]);
  expect(batches()).toHaveLength(3);
});

test('keeps a second part when the first could not be sent', async () => {
  const spans = endedSpans(4);
  const { send, batches } = await start(status(413), status(503), ok);

  const undelivered = await send(spans, inAMinute());

  expect(undelivered).toEqual({ unsent: spans, dropped: 0 });
  expect(batches()).toHaveLength(2);
});

test('drops what the endpoint does not take, and says why', async () => {
  const reports = recordDiagnostics();
  const { send } = await start(status(401));

  const undelivered = await send(endedSpans(2), inAMinute());

  expect(undelivered).toEqual({ unsent: [], dropped: 2 });
  expect(reports).toEqual([expect.stringMatching(/error .*does not take.*answered 401/s)]);
});

const says =
  (rejected: number, message: string): Answer =>
  (response) =>
    response.end(partialSuccess('http/json', rejected, message));

test('counts the spans that the endpoint rejected, reports them and never sends them again', async () => {
  const reports = recordDiagnostics();
  const { send, batches } = await start(says(2, 'too old'));

  const undelivered = await send(endedSpans(3), inAMinute());

  expect(undelivered).toEqual({ unsent: [], dropped: 2 });
  expect(batches()).toHaveLength(1);
  expect(reports).toEqual(['warn antifreeze: the endpoint rejected spans: 2 too old']);
});

test('of what the endpoint says, it shows one line without what it was sent', async () => {
  const reports = recordDiagnostics();
  const { url } = await startEndpoint(says(1, 'the key t0ken-value\nis over its quota'));
  const encoding = otlpEncoding('http/json');
  const { contentType } = encoding;
  const otlp = otlpConfig(url, { headers: { authorization: 'Bearer t0ken-value' } });
  const send = otlpSender(encoding, httpTransport({ otlp, contentType, userAgent: 'test' }));

  const { throttled } = await send(endedSpans(2), inAMinute());

  expect(reports).toEqual([
    'warn antifreeze: the endpoint rejected spans: 1 the key *** is over its quota',
  ]);
  expect(throttled).toEqual(new Error('the key *** is over its quota'));
});

test('counts no more rejected spans than it has sent', async () => {
  const { send } = await start(says(99, ''));

  expect(await send(endedSpans(3), inAMinute())).toEqual({ unsent: [], dropped: 3 });
});

test('passes a warning of the endpoint on', async () => {
  const reports = recordDiagnostics();
  const { send } = await start(says(0, 'mind the gap'));

  expect(await send(endedSpans(1), inAMinute())).toEqual({ unsent: [], dropped: 0 });

  expect(reports).toEqual(['warn antifreeze: the endpoint warns: mind the gap']);
});

test('drops only the span that cannot be encoded', async () => {
  const { send, batches } = await start(ok);
  const [first, second, last] = endedSpans(3);
  const broken = new Proxy(second ?? {}, {
    get: (span, key) => {
      if (key === 'events') throw new Error('broken');
      return Reflect.get(span, key);
    },
  });

  const undelivered = await send([first, broken, last] as ReadableSpan[], inAMinute());

  expect(undelivered).toEqual({ unsent: [], dropped: 1 });
  expect(batches()).toEqual([['span-0'], ['span-2']]);
});
