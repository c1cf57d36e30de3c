import { context, ROOT_CONTEXT, SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import { RandomIdGenerator, SamplingDecision } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { probabilityOf, thresholdIn } from '../../src/propagation/ot-trace-state.ts';
import { createTraceContextPropagator } from '../../src/propagation/trace-context.ts';
import { probabilitySampler } from '../../src/sampling/probability-sampler.ts';
import { type Headers, type Service, startService } from './service.ts';

const ids = new RandomIdGenerator();
const propagator = createTraceContextPropagator();

/** How far off a share of `all` may be by chance: five standard deviations, one time in 1.7 million. */
const leeway = (all: number, share: number) => 5 * Math.sqrt(all * share * (1 - share));

const isWithin = (some: Set<string>, others: Set<string>) =>
  [...some].every((each) => others.has(each));

/** A function that does nothing but to sample, and to tell the next one. */
function samplingFunction(share: number) {
  const sampler = probabilitySampler(share);
  const kept = new Set<string>();
  let standsFor = 0;
  return {
    kept,
    standsFor: () => standsFor,
    call(incoming: Headers): Headers {
      const parent = propagator.extract(ROOT_CONTEXT, incoming, {
        get: (carrier, key) => carrier[key],
        keys: Object.keys,
      });
      const traceId = trace.getSpanContext(parent)?.traceId ?? ids.generateTraceId();
      const { decision, traceState } = sampler.shouldSample(
        parent,
        traceId,
        'orders',
        SpanKind.SERVER,
        {},
        [],
      );
      const isKept = decision === SamplingDecision.RECORD_AND_SAMPLED;
      if (isKept) {
        kept.add(traceId);
        standsFor += 1 / probabilityOf(thresholdIn(traceState) ?? '');
      }
      const outgoing: Headers = {};
      const span = {
        traceId,
        spanId: ids.generateSpanId(),
        traceFlags: isKept ? TraceFlags.SAMPLED : TraceFlags.NONE,
        ...(traceState && { traceState }),
      };
      propagator.inject(trace.setSpanContext(context.active(), span), outgoing, {
        set: (carrier, key, value) => {
          carrier[key] = value;
        },
      });
      return outgoing;
    },
  };
}

test('three functions that sample by themselves keep the same of 100,000 traces, and each can be counted by', () => {
  const traces = 100_000;
  const shares = [0.5, 0.1, 0.25] as const;
  const functions = shares.map(samplingFunction);

  for (let made = 0; made < traces; made++)
    functions.reduce((headers, { call }) => call(headers), {});

  const [half, tenth, quarter] = functions.map(({ kept }) => kept) as [
    Set<string>,
    Set<string>,
    Set<string>,
  ];
  expect(isWithin(tenth, quarter)).toBe(true);
  expect(isWithin(quarter, half)).toBe(true);
  for (const [index, share] of shares.entries()) {
    const { kept, standsFor } = functions[index] as ReturnType<typeof samplingFunction>;
    expect(Math.abs(kept.size - traces * share)).toBeLessThan(leeway(traces, share));
    expect(Math.abs(standsFor() - traces)).toBeLessThan(leeway(traces, share) / share);
  }
});

/** What is sent of invocations that failed, and of all others. */
function sentBy({ sent }: Service) {
  const failed = sent.filter(({ status }) => status.code === 2);
  const others = sent.filter(({ status }) => status.code !== 2);
  const standsFor = sent.reduce(
    (sum, span) => sum + 1 / probabilityOf(thresholdIn(span.spanContext().traceState) ?? ''),
    0,
  );
  return { failed, others: new Set(others.map((span) => span.spanContext().traceId)), standsFor };
}

test('of traces through three functions all errors are kept, and what is kept can be counted by', () => {
  const traces = 5_000;
  const ratio = 0.2;
  const services = [0, 1, 2].map(() => startService({ keep: { errors: true, ratio } }));
  const fails = [100, Number.POSITIVE_INFINITY, 50];

  for (let made = 0; made < traces; made++)
    services.reduce<Headers>((headers, service, index) => {
      const outcome = { status: 'threw', error: new Error('told to') } as const;
      return service.invoke({ headers, ...(made % (fails[index] ?? 0) === 1 && { outcome }) });
    }, {});

  const sent = services.map(sentBy);
  expect(sent.map(({ failed }) => failed.length)).toEqual([50, 1, 100]);
  for (const { failed, standsFor } of sent) {
    expect(failed.every((span) => span.spanContext().traceState?.get('ot') === 'th:0')).toBe(true);
    expect(Math.abs(standsFor - traces)).toBeLessThan(leeway(traces, ratio) / ratio);
  }
  // The rest are the same everywhere, but for those that failed in one of them.
  const [first, second, third] = sent.map(({ others }) => others) as [
    Set<string>,
    Set<string>,
    Set<string>,
  ];
  expect(isWithin(first, second)).toBe(true);
  expect(isWithin(third, second)).toBe(true);
});

test('of 100,000 traces all that fail are kept, whatever their number and the sampler', () => {
  const traces = 100_000;
  const failure = { status: 'threw', error: new Error('told to') } as const;
  const service = startService({
    keep: { errors: true },
    sampler: 'probability',
    samplerRatio: 0.001,
  });
  let failures = 0;

  for (let made = 0; made < traces; made++) {
    const fails = (made * 7_919) % 1_000 < 13;
    if (fails) failures += 1;
    service.invoke(fails ? { outcome: failure } : {});
  }

  const failed = service.sent.filter(({ status }) => status.code === 2);
  expect(failures).toBe(1_300);
  expect(failed).toHaveLength(failures);
  const others = service.sent.length - failed.length;
  expect(Math.abs(others - traces / 1_000)).toBeLessThan(leeway(traces, 0.001));
});
