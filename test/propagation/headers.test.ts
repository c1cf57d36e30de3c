import { propagation, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import {
  contextFromHeaders,
  headersGetter,
  headersSetter,
  readHeader,
} from '../../src/propagation/headers.ts';
import { spanId, traceId, traceparent, useW3cPropagation } from './w3c.ts';

beforeAll(useW3cPropagation);

test('a header is found in any spelling, on either side', () => {
  const headers = { 'X-Amzn-Trace-Id': 'Root=1', traceparent };

  expect(readHeader(headers, 'x-amzn-trace-id')).toBe('Root=1');
  expect(readHeader(headers, 'TRACEPARENT')).toBe(traceparent);
});

test('repeated headers come as one, joined by commas', () => {
  expect(readHeader({ Tracestate: ['a=1', 'b=2'] }, 'tracestate')).toBe('a=1,b=2');
});

test('a value that is no text counts as absent, and hides no other spelling', () => {
  const headers = { traceparent: null, baggage: 7, tracestate: [null, 'a=1'], Traceparent: 'x' };

  expect(readHeader(headers, 'baggage')).toBeUndefined();
  expect(readHeader(headers, 'tracestate')).toBe('a=1');
  expect(readHeader(headers, 'traceparent')).toBe('x');
  expect(readHeader(headers, 'constructor')).toBeUndefined();
});

test('no headers at all are as good as empty ones', () => {
  expect(headersGetter.keys(undefined)).toEqual([]);
  expect(headersGetter.get(null, 'traceparent')).toBeUndefined();
});

test('trace, state and baggage cross, from headers in any spelling', () => {
  const context = contextFromHeaders({
    TraceParent: [traceparent],
    TRACESTATE: ['a=1', 'b=2'],
    Baggage: ['tenant=blue', 'plan=gold'],
  });

  const sender = context && trace.getSpanContext(context);
  expect(sender).toMatchObject({ traceId, spanId, isRemote: true });
  expect(sender?.traceState?.serialize()).toBe('a=1,b=2');
  expect(context && propagation.getBaggage(context)?.getAllEntries()).toEqual([
    ['tenant', { value: 'blue' }],
    ['plan', { value: 'gold' }],
  ]);
});

test.each([
  { TraceParent: '42', Traceparent: traceparent },
  { traceparent: '42', Traceparent: traceparent },
  { Traceparent: traceparent, traceparent: '' },
])('%j: a spelling that tells of nobody hides no other', (headers) => {
  const context = contextFromHeaders({ ...headers, baggage: 'tenant=blue' });

  expect(context && trace.getSpanContext(context)).toMatchObject({ traceId, spanId });
  expect(context && propagation.getBaggage(context)?.getEntry('tenant')?.value).toBe('blue');
});

test('of two spellings that tell of nobody, the rest of the context is kept', () => {
  const context = contextFromHeaders({
    traceparent: '',
    TraceParent: '42',
    baggage: 'tenant=blue',
  });

  expect(context && trace.getSpanContext(context)).toBeUndefined();
  expect(context && propagation.getBaggage(context)?.getEntry('tenant')?.value).toBe('blue');
});

test('headers without a context, or with two, give none', () => {
  expect(contextFromHeaders(undefined)).toBeUndefined();
  expect(contextFromHeaders({ accept: '*/*' })).toBeUndefined();
  expect(contextFromHeaders({ traceparent: [traceparent, traceparent] })).toBeUndefined();
});

test('what is set replaces other spellings, and is read again', () => {
  const headers = { Traceparent: 'old', accept: '*/*' };

  headersSetter.set(headers, 'traceparent', traceparent);

  expect(headers).toEqual({ traceparent, accept: '*/*' });
});

test('whatever the headers hold, reading them gives text or nothing', () => {
  const names = fc.constantFrom('traceparent', 'Traceparent', 'TRACESTATE', 'baggage', '__proto__');
  const headers = fc.dictionary(fc.oneof(names, fc.string()), fc.anything());

  fc.assert(
    fc.property(headers, names, (map, name) => {
      expect(['string', 'undefined']).toContain(typeof readHeader(map, name));
      expect(() => contextFromHeaders(map)).not.toThrow();
    }),
  );
});

test('what is set in any spelling is read in any other', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), fc.string(), (headers, value) => {
      headersSetter.set(headers, 'TraceParent', value);

      expect(readHeader(headers, 'traceparent')).toBe(value);
    }),
  );
});
