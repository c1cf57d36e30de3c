import { TraceFlags } from '@opentelemetry/api';
import { RandomIdGenerator } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import type { TraceOptions } from '../../src/config/options.ts';
import { decodeSpan } from '../../src/otlp/decode-span.ts';
import { encodeSpan } from '../../src/otlp/encode-span.ts';
import { child, type Headers, type Service, startService } from './service.ts';

const sampled = '03';
const unsampled = '02';
const flagsOf = ({ traceparent }: Headers) => traceparent?.slice(-2);

/** Three functions, each called by the one before: the headers that each has sent. */
function callChain(options: TraceOptions, first: Headers = {}) {
  const services = [0, 1, 2].map(() => startService(options));
  const headers: Headers[] = [];
  for (const service of services)
    headers.push(
      service.invoke({
        headers: headers.at(-1) ?? first,
        work: (tracer) => child(tracer, 'call'),
      }),
    );
  return { services, headers };
}

const allSent = (services: readonly Service[]) => services.flatMap(({ sent }) => sent);

test('that the id is random is told all along a chain of three functions, and by each span', () => {
  const { services, headers } = callChain({});

  expect(headers.map(flagsOf)).toEqual([sampled, sampled, sampled]);
  expect(new Set(headers.map(({ traceparent }) => traceparent?.slice(3, 35))).size).toBe(1);
  const spans = allSent(services);
  expect(spans).toHaveLength(6);
  for (const span of spans) {
    const { resource, instrumentationScope } = span;
    const told = decodeSpan(encodeSpan(span), { resource, instrumentationScope });
    expect(told.spanContext().traceFlags).toBe(3);
  }
});

test.each<{ options: TraceOptions }>([
  { options: { sampler: 'always_off' } },
  { options: { keep: { errors: true } } },
  { options: { ignore: [() => true] } },
])('it is told also of what is not sampled, with $options', ({ options }) => {
  const { services, headers } = callChain(options);

  expect(headers.map(flagsOf)).toEqual([unsampled, unsampled, unsampled]);
  expect(allSent(services)).toEqual([]);
});

test('what is kept afterwards has it, too', () => {
  const service = startService({ keep: { errors: true } });

  service.invoke({ outcome: { status: 'threw', error: new Error('told to') } });

  expect(service.sent.map((span) => span.spanContext().traceFlags)).toEqual([3]);
});

test.each(['00', '01', '02', '03'])('of a caller that sends %s it is passed on', (flags) => {
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-${flags}`;

  const { headers } = callChain({}, { traceparent });

  expect(headers.map(flagsOf)).toEqual([flags, flags, flags]);
});

test('nothing is said of ids that a user makes', () => {
  const idGenerator = new RandomIdGenerator();

  const { headers } = callChain({ idGenerator });

  expect(headers.map(flagsOf)).toEqual(['01', '01', '01']);
});

test('what a chain decides by is rv, where a caller gives one', () => {
  const traceparent = `00-${'0'.repeat(31)}1-${'b'.repeat(16)}-03`;
  const kept = { traceparent, tracestate: 'ot=rv:ffffffffffffff' };
  const options: TraceOptions = { sampler: 'probability', samplerRatio: 0.01 };

  const { headers } = callChain(options, kept);

  expect(headers.map(flagsOf)).toEqual([sampled, sampled, sampled]);
  for (const { tracestate } of headers) expect(tracestate).toMatch(/rv:ffffffffffffff/);
  expect(callChain(options, { traceparent }).headers.map(flagsOf)).toEqual(['02', '02', '02']);
});

test('a root of its own within a trace begins a trace of a random id', () => {
  const service = startService({ sampler: 'always_on' });

  service.invoke({
    headers: { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
    work: (tracer) => tracer.startSpan('apart', { root: true }).end(),
  });

  const [apart, root] = service.sent.map((span) => span.spanContext().traceFlags);
  expect(apart).toBe(3);
  expect(root).toBe(TraceFlags.SAMPLED);
});
