import { ROOT_CONTEXT, type TextMapPropagator, trace } from '@opentelemetry/api';
import { suppressTracing, W3CTraceContextPropagator } from '@opentelemetry/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createB3MultiPropagator, createB3Propagator } from '../../src/propagation/b3.ts';
import { createDatadogPropagator } from '../../src/propagation/datadog.ts';
import { createJaegerPropagator } from '../../src/propagation/jaeger.ts';
import { createSentryPropagator } from '../../src/propagation/sentry.ts';
import { createXRayLambdaPropagator, createXRayPropagator } from '../../src/propagation/xray.ts';
import { extracted, injected, senderIn, withSpan } from './carrying.ts';
import { spanId, traceId, traceparent } from './w3c.ts';

const propagators: Readonly<Record<string, TextMapPropagator>> = {
  b3: createB3Propagator(),
  b3multi: createB3MultiPropagator(),
  jaeger: createJaegerPropagator(),
  xray: createXRayPropagator(),
  'xray-lambda': createXRayLambdaPropagator(() => undefined),
  datadog: createDatadogPropagator(),
  sentry: createSentryPropagator(),
};
const each = Object.entries(propagators);

function hex(length: number) {
  const digits = fc.string({
    unit: fc.constantFrom(...'0123456789abcdef'),
    minLength: length,
    maxLength: length,
  });
  return digits.filter((id) => !/^0+$/.test(id));
}

test.each(each)('%s: what is sent is what is received', (_name, propagator) => {
  fc.assert(
    // An id with a time in front says `Sampled=0` for AWS, not for a tracer: see the tests of X-Ray.
    fc.property(hex(30), hex(16), fc.constantFrom(0, 1), (rest, sentSpanId, traceFlags) => {
      const sent = { traceId: `0a${rest}`, spanId: sentSpanId, traceFlags };

      const received = senderIn(propagator, injected(propagator, withSpan(sent)));

      expect(received).toEqual({ ...sent, isRemote: true });
    }),
  );
});

test.each(each)('%s: any header is read without a throw', (_name, propagator) => {
  const texts = Object.values(injected(propagator, withSpan())).map(String);
  const damaged = fc
    .tuple(fc.constantFrom(...texts), fc.nat(60), fc.nat(3), fc.string({ unit: 'binary' }))
    .map(([text, at, cut, more]) => text.slice(0, at) + more + text.slice(at + cut));
  const names = fc.constantFrom(
    ...propagator.fields(),
    'X-B3-Flags',
    'uberctx-a',
    'uberctx-__proto__',
  );
  const headers = fc.dictionary(names, fc.oneof(damaged, fc.anything()));

  fc.assert(
    fc.property(headers, (hostile) => {
      const received = extracted(propagator, hostile);
      const sender = trace.getSpanContext(received);

      if (sender) expect(trace.isSpanContextValid(sender)).toBe(true);
      expect(() => injected(propagator, received)).not.toThrow();
    }),
  );
});

test.each(each)('%s: huge headers cost linear time', (_name, propagator) => {
  for (const [field, value] of Object.entries(injected(propagator, withSpan()))) {
    for (const piece of ['0', '-', ':', ';', '=', ',', '%3A', '_dd.p.tid=']) {
      extracted(propagator, { [field]: value + piece.repeat(500_000) });
      extracted(propagator, { [field]: piece.repeat(500_000) + value });
    }
  }
});

test.each(each)('%s: a sender that W3C headers tell of stays', (_name, propagator) => {
  const w3c = new W3CTraceContextPropagator();
  const before = extracted(w3c, { traceparent });

  const received = extracted(
    propagator,
    injected(propagator, withSpan({ spanId: '00f067aa0ba902b7' })),
    before,
  );

  expect(trace.getSpanContext(received)).toMatchObject({ traceId, spanId });
});

test.each(each)(
  '%s: without a span, or while tracing is suppressed, nothing is sent',
  (_name, propagator) => {
    expect(injected(propagator, ROOT_CONTEXT)).toEqual({});
    expect(injected(propagator, withSpan({ traceId: 'x' }))).toEqual({});
    expect(injected(propagator, suppressTracing(withSpan()))).toEqual({});
  },
);

test.each(each)('%s: names the headers that it writes', (_name, propagator) => {
  for (const field of Object.keys(injected(propagator, withSpan())))
    expect(propagator.fields()).toContain(field);
});
