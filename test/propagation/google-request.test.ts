import { propagation, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { contextFromCloudTrace } from '../../src/propagation/cloud-trace.ts';
import { contextFromGoogleRequest } from '../../src/propagation/google-request.ts';
import { carryingOwnParent } from '../../src/propagation/own-parent.ts';
import { isSamplingUndecided } from '../../src/propagation/sampling-undecided.ts';
import { useW3cPropagation } from './w3c.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const ours = 'b7ad6b7169203331';
const googles = 'a7b54b18ba85b13c';

beforeAll(useW3cPropagation);

function sentBy(spanId: string, traceFlags: TraceFlags): Record<string, string> {
  const headers: Record<string, string> = {};
  carryingOwnParent(new W3CTraceContextPropagator()).inject(
    trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags }),
    headers,
    { set: (carrier, name, value) => Object.assign(carrier, { [name]: value }) },
  );
  return headers;
}

function senderOf(headers: Record<string, string>) {
  const context = contextFromGoogleRequest(headers);
  const span = context && trace.getSpanContext(context);
  return (
    context &&
    span && {
      spanId: span.spanId,
      sampled: (span.traceFlags & TraceFlags.SAMPLED) !== 0,
      undecided: isSamplingUndecided(context),
      traceState: span.traceState?.serialize(),
    }
  );
}

describe("what Google's front end makes of a request", () => {
  test.each([
    [TraceFlags.SAMPLED, '00', true],
    [TraceFlags.NONE, '01', false],
  ])(
    'our sender and its decision (%i) are found behind a span of Google (%s)',
    (flags, googleFlags, sampled) => {
      const headers = sentBy(ours, flags);

      const received = { ...headers, traceparent: `00-${traceId}-${googles}-${googleFlags}` };

      expect(senderOf(received)).toEqual({
        spanId: ours,
        sampled,
        undecided: false,
        traceState: headers['tracestate'],
      });
    },
  );

  test('an entry of another trace is not taken', () => {
    const { tracestate = '' } = sentBy(ours, TraceFlags.SAMPLED);
    const traceparent = `00-${'1'.repeat(32)}-${googles}-01`;

    expect(senderOf({ traceparent, tracestate })?.spanId).toBe(googles);
  });

  test('not sampled, with nothing of ours, counts as undecided; sampled as sampled', () => {
    expect(senderOf({ traceparent: `00-${traceId}-${googles}-00` })?.undecided).toBe(true);
    expect(senderOf({ traceparent: `00-${traceId}-${googles}-01` })).toMatchObject({
      sampled: true,
      undecided: false,
    });
  });

  test('without traceparent, X-Cloud-Trace-Context tells', () => {
    const header = { 'x-cloud-trace-context': `${traceId}/13235353014750950193;o=1` };

    expect(senderOf(header)).toMatchObject({ spanId: 'b7ad6b7169203331', sampled: true });
  });

  test('without either there is no context', () => {
    expect(contextFromGoogleRequest({})).toBeUndefined();
    expect(contextFromGoogleRequest(undefined)).toBeUndefined();
  });
});

test('the entries of others stay, behind ours', () => {
  const headers: Record<string, string> = {};
  const incoming = { traceparent: `00-${traceId}-${ours}-01`, tracestate: 'vendor=1' };
  const propagator = carryingOwnParent(new W3CTraceContextPropagator());

  propagator.inject(propagation.extract(ROOT_CONTEXT, incoming), headers, {
    set: (carrier, name, value) => Object.assign(carrier, { [name]: value }),
  });

  expect(headers['tracestate']).toBe(`antifreeze=${traceId}-${ours}-01,vendor=1`);
});

describe('X-Cloud-Trace-Context', () => {
  test('any span comes back, however it is sampled', () => {
    const ids = fc.tuple(
      fc.bigInt({ min: 1n, max: 2n ** 128n - 1n }),
      fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }),
      fc.constantFrom('', ';o=0', ';o=1'),
    );

    fc.assert(
      fc.property(ids, ([trace128, span, options]) => {
        const hex = trace128.toString(16).padStart(32, '0');

        const context = contextFromCloudTrace(`${hex}/${span}${options}`);

        expect(context && trace.getSpanContext(context)).toMatchObject({
          traceId: hex,
          spanId: span.toString(16).padStart(16, '0'),
        });
        expect(context && isSamplingUndecided(context)).toBe(options !== ';o=1');
      }),
    );
  });

  test.each([
    undefined,
    '',
    traceId,
    `${traceId}/0;o=1`,
    `${traceId}/x`,
    `${traceId}/99999999999999999999`,
    `${'0'.repeat(32)}/1`,
  ])('is no context when it is %s', (header) => {
    expect(contextFromCloudTrace(header)).toBeUndefined();
  });
});
