import { gunzipSync } from 'node:zlib';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { AlwaysOffSampler, createAlwaysRecordSampler } from '@opentelemetry/sdk-trace';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { createExport } from '../../src/export/create-export.ts';
import { createFlush } from '../../src/export/create-flush.ts';
import type { ReportFault } from '../../src/export/delivery-log.ts';
import { recordDiagnostics } from './diagnostics.ts';
import { exportConfig, otlpConfig } from './export-config.ts';
import {
  deadPort,
  inAMinute,
  nearDeadline,
  never,
  ok,
  startEndpoint,
  status,
} from './otlp-endpoint.ts';
import { spanNames } from './received-spans.ts';
import { endedSpans, providerOf } from './sample-spans.ts';

function exportTo(url: string, changes: Partial<Config> = {}, report?: ReportFault) {
  const { processor, flush } = createExport(exportConfig(url, changes), {
    product: 'antifreeze/1.2.3',
    createFlush,
    report,
  });
  const end = (count: number, prefix?: string) => {
    for (const span of endedSpans(count, prefix)) processor.onEnd(span);
  };
  return { processor, flush, end };
}

test('takes the spans that end, in their order', async () => {
  const { url, received } = await startEndpoint(ok);
  const { processor, flush } = exportTo(url);
  const tracer = providerOf(processor).getTracer('test');
  const first = tracer.startSpan('first', {}, ROOT_CONTEXT);
  const second = tracer.startSpan('second', {}, ROOT_CONTEXT);
  tracer.startSpan('open', {}, ROOT_CONTEXT);

  second.end();
  first.end();
  await flush(inAMinute());

  expect(received.map(spanNames)).toEqual([['second', 'first']]);
});

test('leaves out spans that are recorded but not sampled', async () => {
  const { url, received } = await startEndpoint(ok);
  const { processor, flush } = exportTo(url);
  const sampler = createAlwaysRecordSampler(new AlwaysOffSampler());
  const span = providerOf(processor, sampler).getTracer('test').startSpan('a', {}, ROOT_CONTEXT);

  span.end();
  await flush(inAMinute());

  expect(span.isRecording()).toBe(false);
  expect(received).toEqual([]);
});

test.each(['forceFlush', 'shutdown'] as const)(
  'sends as the provider is told %s',
  async (method) => {
    const { url, received } = await startEndpoint(ok);
    const { processor, end } = exportTo(url);
    end(1);

    await providerOf(processor)[method]();

    expect(received.map(spanNames)).toEqual([['span-0']]);
  },
);

const busy = status(503, { 'retry-after': '3600' });

test('sends what has ended, and says who sends it', async () => {
  const { url, received } = await startEndpoint(ok);
  const { flush, end } = exportTo(url);
  end(2);

  await flush(inAMinute());

  expect(received.map(spanNames)).toEqual([['span-0', 'span-1']]);
  expect(received[0]?.headers['user-agent']).toMatch(
    /^antifreeze\/1\.2\.3 OTel-OTLP-Exporter-JavaScript\/\d+\.\d+\.\d+$/,
  );
});

test('sends protobuf, compressed, where it is configured', async () => {
  const { url, received } = await startEndpoint(ok);
  const otlp = otlpConfig(url, { protocol: 'http/protobuf', compression: 'gzip' });
  const { flush, end } = exportTo(url, { otlp });
  end(1);

  await flush(inAMinute());

  expect(received[0]?.headers).toMatchObject({
    'content-type': 'application/x-protobuf',
    'content-encoding': 'gzip',
  });
  expect(gunzipSync(received[0]?.body ?? '').includes('span-0')).toBe(true);
});

test('sends at once what the endpoint was only busy for', async () => {
  const { url, received } = await startEndpoint(status(503), ok);
  const { flush, end } = exportTo(url);
  end(1);

  await flush(inAMinute());

  expect(received.map(spanNames)).toEqual([['span-0'], ['span-0']]);
});

test('flushes that overlap share one request', async () => {
  const { url, received } = await startEndpoint(ok);
  const { flush, end } = exportTo(url);
  end(3);

  await Promise.all([flush(inAMinute()), flush(inAMinute()), flush(inAMinute())]);

  expect(received).toHaveLength(1);
});

test('sends a full batch before anyone flushes', async () => {
  const { url, received } = await startEndpoint(ok);
  const { end } = exportTo(url, { maxExportBatchSize: 4 });

  end(9);

  await expect.poll(() => received.flatMap(spanNames)).toHaveLength(9);
});

test('holds no more than it may while the endpoint is busy, and sends the newest', async () => {
  const { url, received } = await startEndpoint(status(503), ok);
  const { flush, end } = exportTo(url, { maxQueueSize: 2 });
  end(2, 'old');
  await flush(nearDeadline());

  end(1, 'new');
  await flush(inAMinute());

  expect(received.map(spanNames)).toEqual([
    ['old-0', 'old-1'],
    ['old-1', 'new-0'],
  ]);
});

describe('a flush is over', () => {
  const limit = 1_000;
  const soon = () => Date.now() + limit;
  const forever = () => Number.POSITIVE_INFINITY;

  test.each([
    { title: "the caller's deadline", deadline: soon, changes: () => ({}) },
    { title: 'the limit of a flush', deadline: forever, changes: () => ({ flushTimeout: limit }) },
    {
      title: 'the limit of an export',
      deadline: forever,
      changes: (url: string) => ({
        otlp: otlpConfig(url, { protocol: 'http/json', timeout: limit }),
      }),
    },
  ])('by $title, and a later one sends its spans', async ({ deadline, changes }) => {
    const { url, received } = await startEndpoint(never, ok);
    const { flush, end } = exportTo(url, changes(url));
    end(1);

    const begun = Date.now();
    await flush(deadline());
    const took = Date.now() - begun;
    await flush(inAMinute());

    expect(took).toBeLessThan(10_000);
    expect(received.map(spanNames)).toEqual([['span-0'], ['span-0']]);
  });
});

test('costs next to nothing once nobody has answered for long', async () => {
  const { url, received } = await startEndpoint(status(503));
  const { flush, end } = exportTo(url);

  end(1);
  await flush(inAMinute());
  const tries = received.length;
  for (let invocation = 0; invocation < 10; invocation++) {
    end(1);
    await flush(inAMinute());
  }

  expect(tries).toBeGreaterThan(1);
  expect(received).toHaveLength(tries + 2);
});

test('waits as long as the endpoint asks for, over as many flushes', async () => {
  const { url, received } = await startEndpoint(busy, ok);
  const { flush, end } = exportTo(url);

  for (let invocation = 0; invocation < 10; invocation++) {
    end(1);
    await flush(inAMinute());
  }

  expect(received).toHaveLength(1);
});

test('reports once, with its words, an endpoint that has not taken spans for long', async () => {
  const reports: string[] = [];
  const { url } = await startEndpoint((response) => response.writeHead(503).end('memory is full'));
  const report: ReportFault = (message, error) => reports.push(`${message} ${error.message}`);
  const { flush, end } = exportTo(url, {}, report);

  for (let invocation = 0; invocation < 6; invocation++) {
    end(1);
    await flush(nearDeadline());
    vi.setSystemTime(Date.now() + 60_000);
  }

  expect(reports).toEqual([
    expect.stringMatching(/kept for later: .*503 \(it says: memory is full/),
  ]);
});

test.each([
  { title: 'a refusal once', answer: status(401), lines: 1 },
  { title: 'a redirect once', answer: status(301), lines: 1 },
  { title: 'an outage in the same words each time', answer: status(503), lines: 2 },
])('reports $title, without a credential', async ({ answer, lines }) => {
  const reports = recordDiagnostics();
  const { origin } = await startEndpoint(answer);
  const url = `${origin.replace('//', '//me:pass-word@')}/?key=to-ken`;
  const otlp = otlpConfig(url, { headers: { key: 'se-cret' } });
  const { flush, end } = exportTo(url, { otlp });

  for (let invocation = 0; invocation < 2; invocation++) {
    end(1);
    await flush(inAMinute());
  }

  const problems = reports.map((report) => report.replace(/\n\s+at .*/g, ''));
  expect(problems).toHaveLength(lines);
  expect(new Set(problems).size).toBe(1);
  expect(reports.join()).not.toMatch(/pass-word|to-ken|se-cret/);
});

test('prints spans for a look on the console', async () => {
  const print = vi.spyOn(console, 'dir').mockImplementation(() => undefined);
  onTestFinished(() => print.mockRestore());
  const { flush, end } = exportTo(`http://${await deadPort()}/`, { exporter: 'console' });
  end(2);

  await flush(inAMinute());

  expect(print.mock.calls.map(([span]) => span)).toMatchObject([
    { name: 'span-0' },
    { name: 'span-1' },
  ]);
});

test('sends nothing where nothing is to be exported', async () => {
  const { url, received } = await startEndpoint(ok);
  const { flush, end } = exportTo(url, { exporter: 'none', maxExportBatchSize: 1 });
  end(2);

  await flush(inAMinute());

  expect(received).toEqual([]);
});
