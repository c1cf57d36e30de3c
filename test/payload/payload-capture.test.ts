import { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { afterEach, expect, test, vi } from 'vitest';
import type { CaptureConfig } from '../../src/config/capture-config.ts';
import { withInvocationScope } from '../../src/core/invocation-scope.ts';
import { createPayloadCapture } from '../../src/payload/payload-capture.ts';
import { consoleLogger } from '../../src/sdk/console-logger.ts';

const exporter = new InMemorySpanExporter();
const tracer = new TracerProvider({
  spanProcessors: [new SimpleSpanProcessor({ exporter })],
}).getTracer('test');
afterEach(() => {
  exporter.reset();
  vi.restoreAllMocks();
});

function captureWith(changes: Partial<CaptureConfig>) {
  return createPayloadCapture({
    payloads: { event: 'always', 'http-request': 'always' },
    headers: {},
    limit: 100,
    total: 1_000,
    redactedNames: [],
    redactedValues: [],
    redactedHeaders: [],
    redact: undefined,
    ...changes,
  });
}

const ended = () =>
  exporter.getFinishedSpans().map(({ attributes, events }) => ({ attributes, events }));

test('what a function of the user throws at is left out, and not told', async () => {
  const { diag } = await import('@opentelemetry/api');
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  diag.setLogger(consoleLogger('all'), { suppressOverrideMessage: true });
  const capture = captureWith({
    redact: (value) => {
      throw new Error(`no ${value}`);
    },
  });
  const span = tracer.startSpan('root');

  const isTold = capture.recordOwn(span, 'event', () => ({ name: 'hunter2' }));
  span.end();
  diag.disable();

  expect(isTold).toBe(false);
  expect(ended()).toEqual([{ attributes: {}, events: [] }]);
  expect(warn.mock.calls).toEqual([['antifreeze: a payload is left out, as redacting it failed']]);
});

test('all calls of an invocation have so many characters together', () => {
  const capture = captureWith({ total: 150 });
  const invocation = withInvocationScope(ROOT_CONTEXT, new Set());
  const other = withInvocationScope(ROOT_CONTEXT, new Set());

  for (const context of [invocation, invocation, invocation, other]) {
    const span = tracer.startSpan('call');
    capture.recordCall(span, trace.setSpan(context, span), 'http-request', 'words '.repeat(50));
    span.end();
  }

  const sizes = ended().map(
    ({ attributes }) => String(attributes['http.request.body.content'] ?? '').length,
  );
  expect(sizes).toEqual([100, 0, 0, 100]);
});

test('a call that fails shows what is for errors itself, and one that went well waits', () => {
  const capture = captureWith({ payloads: { 'http-request': 'errors' } });
  const context = withInvocationScope(ROOT_CONTEXT, new Set());
  const [well, badly, root] = ['well', 'badly', 'root'].map((name) => tracer.startSpan(name));
  badly?.setStatus({ code: SpanStatusCode.ERROR });

  for (const span of [well, badly]) {
    if (span) capture.recordCall(span, context, 'http-request', `token=x&of=${span === well}`);
    span?.end();
  }
  if (root) capture.tellKept(root, context);
  root?.end();

  expect(ended().map(({ attributes }) => attributes)).toEqual([
    {},
    { 'http.request.body.content': 'token=REDACTED&of=false' },
    {},
  ]);
  expect(ended()[2]?.events[0]).toMatchObject({
    name: 'antifreeze.payload',
    attributes: {
      'antifreeze.payload.span_id': well?.spanContext().spanId,
      'http.request.body.content': 'token=REDACTED&of=true',
    },
  });
});
