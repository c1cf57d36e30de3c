import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import type { Invocation } from '../../src/core/invocation.ts';
import type { StartedInvocation } from '../../src/core/observe-invocation.ts';
import { type Outcome, returned, threw } from '../../src/core/outcome.ts';
import { startInvocation } from '../../src/core/start-invocation.ts';
import { findTrigger, type Trigger } from '../../src/core/trigger.ts';
import { recordingTelemetry } from '../support/recording-telemetry.ts';

const invocation: Invocation = {
  event: {},
  platform: undefined,
  name: 'orders',
  attributes: { 'faas.invocation_id': 'i1' },
  deadline: Number.POSITIVE_INFINITY,
};

const http: Trigger = {
  matches: (event): event is unknown => true,
  rootSpan: () => ({
    name: 'GET /orders',
    kind: SpanKind.SERVER,
    attributes: { 'faas.trigger': 'http' },
  }),
  result: (value) => ({
    attributes: { 'http.response.status_code': value as number },
    errorType: value === 500 ? '500' : undefined,
  }),
};

test('the root span is active in the handler, and its parent is what the event carried', () => {
  const { telemetry, spans } = recordingTelemetry();
  const parent = trace.setSpanContext(context.active(), {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: 1,
  });
  const trigger = { ...http, rootSpan: () => ({ ...http.rootSpan({}, undefined), parent }) };
  const running = startInvocation(telemetry, () => trigger, invocation);

  const active = running.run(() => trace.getActiveSpan());
  void running.end(returned(200));

  expect(active?.spanContext()).toEqual(spans()[0]?.spanContext());
  expect(spans()[0]).toMatchObject({
    name: 'GET /orders',
    parentSpanContext: { spanId: 'b7ad6b7169203331' },
  });
});

test('only the first end counts', () => {
  const { telemetry, spans, open } = recordingTelemetry();
  const running = startInvocation(telemetry, () => http, invocation);

  void running.end(returned(200));
  void running.end(threw(new Error('late')));

  expect(spans()).toHaveLength(1);
  expect(spans()[0]?.status.code).toBe(SpanStatusCode.UNSET);
  expect(open.size).toBe(0);
});

test('an answer that comes after the end waits for what the end waits for', () => {
  const wait = Promise.resolve();
  const { telemetry } = recordingTelemetry(() => wait);
  const running = startInvocation(telemetry, () => http, invocation);

  void running.end({ status: 'timed-out' });

  expect(running.end(returned(200))).toBe(wait);
});

test('an answer that was kept is what the invocation ends with', () => {
  const { telemetry, spans, open } = recordingTelemetry();
  const running = startInvocation(telemetry, () => http, invocation);

  running.answer(returned(500));
  for (const each of open) each.end();

  expect(spans()[0]).toMatchObject({
    status: { code: SpanStatusCode.ERROR },
    attributes: { 'http.response.status_code': 500, 'error.type': '500' },
  });
});

test('on a cold start the root begins with a child named init that shows how long initialisation took', () => {
  const { telemetry, spans } = recordingTelemetry();

  const initialization = { start: 1_700_000_000_000, end: 1_700_000_000_250 };
  void startInvocation(telemetry, () => http, { ...invocation, initialization }).end(returned(200));

  const [init, root] = spans();
  expect(init).toMatchObject({
    name: 'init',
    startTime: [1_700_000_000, 0],
    duration: [0, 250_000_000],
    parentSpanContext: { spanId: root?.spanContext().spanId },
  });
  expect(root?.startTime).toEqual(init?.startTime);
});

describe('an error', () => {
  class OutOfStock extends Error {
    override readonly name = 'OutOfStock';
  }
  const hostile = new Error();
  Object.defineProperty(hostile, 'message', {
    get() {
      throw new Error('no message for you');
    },
  });

  test.each([
    {
      title: 'of a named class',
      thrown: new OutOfStock('none left'),
      type: 'OutOfStock',
      message: 'none left',
    },
    {
      title: 'that is frozen',
      thrown: Object.freeze(new TypeError('x')),
      type: 'TypeError',
      message: 'x',
    },
    { title: 'that is a string', thrown: 'boom', type: '_OTHER', message: 'boom' },
    { title: 'that is undefined', thrown: undefined, type: '_OTHER', message: 'undefined' },
    { title: 'that is an object', thrown: { code: 7 }, type: '_OTHER', message: '{"code":7}' },
    { title: 'that is a symbol', thrown: Symbol('s'), type: '_OTHER', message: 'Symbol(s)' },
  ])('$title fails the root span', ({ thrown, type, message }) => {
    const { telemetry, spans } = recordingTelemetry();

    void startInvocation(telemetry, () => http, invocation).end(threw(thrown));

    expect(spans()[0]).toMatchObject({
      status: { code: SpanStatusCode.ERROR, message },
      attributes: { 'error.type': type },
      events: [{ name: 'exception', attributes: { 'exception.message': message } }],
    });
  });

  test('that throws when it is read still ends the span, as an error', () => {
    const { telemetry, spans } = recordingTelemetry();

    void startInvocation(telemetry, () => http, invocation).end(threw(hostile));

    expect(spans()[0]?.status.code).toBe(SpanStatusCode.ERROR);
  });
});

test.each(['matches', 'rootSpan', 'result'] as const)(
  'an invocation is traced even when the trigger fails at %s',
  (step) => {
    const { telemetry, spans } = recordingTelemetry();
    const broken: Trigger = {
      ...http,
      [step]: () => {
        throw new Error(`broken ${step}`);
      },
    };
    const running = startInvocation(telemetry, (event) => findTrigger([broken], event), invocation);

    const value = running.run(() => 'done');
    void running.end(returned(200));

    expect(value).toBe('done');
    expect(spans()[0]?.attributes['faas.invocation_id']).toBe('i1');
  },
);

test('the handler runs even when no span can be started', () => {
  const { telemetry, spans } = recordingTelemetry();
  const startSpan = () => {
    throw new Error('broken sampler');
  };
  const broken = { ...telemetry, tracer: { ...telemetry.tracer, startSpan } };

  const running = startInvocation(broken, () => http, invocation);

  expect(running.run(() => 'done')).toBe('done');
  expect(running.end(returned(200))).toBeUndefined();
  expect(spans()).toEqual([]);
});

test('an observer sees the root span, and the outcome before it ends', () => {
  const { telemetry, spans } = recordingTelemetry();
  const seen: unknown[] = [];
  const observers = [
    ({ root, init }: StartedInvocation) => {
      seen.push(init.name);
      return (outcome: Outcome) => {
        seen.push(outcome, root.isRecording());
      };
    },
  ];
  const running = startInvocation({ ...telemetry, observers }, () => http, invocation);

  void running.end(returned(200));
  void running.end(returned(500));

  expect(seen).toEqual(['GET /orders', returned(200), true]);
  expect(spans()).toHaveLength(1);
});

test('an observer that throws changes nothing', () => {
  const { telemetry, spans } = recordingTelemetry();
  const fail = () => {
    throw new Error('broken');
  };
  const running = startInvocation(
    { ...telemetry, observers: [fail, () => fail] },
    () => http,
    invocation,
  );

  void running.end(returned(200));

  expect(running.run(() => 'answer')).toBe('answer');
  expect(spans()[0]?.status.code).toBe(SpanStatusCode.UNSET);
});
