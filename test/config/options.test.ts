import { W3CTraceContextPropagator } from '@opentelemetry/core';
import * as sdk from '@opentelemetry/sdk-trace';
import { expect, expectTypeOf, test } from 'vitest';
import type { TraceOptions } from '../../src/config/options.ts';
import { readConfig } from '../../src/config/read-config.ts';
import type * as own from '../../src/config/sdk-interfaces.ts';

test("the SDK's types and ours fit each other both ways", () => {
  expectTypeOf<sdk.Sampler>().toExtend<own.Sampler>();
  expectTypeOf<own.Sampler>().toExtend<sdk.Sampler>();
  expectTypeOf<sdk.SpanProcessor>().toExtend<own.SpanProcessor>();
  expectTypeOf<own.SpanProcessor>().toExtend<sdk.SpanProcessor>();
  expectTypeOf<sdk.IdGenerator>().toExtend<own.IdGenerator>();
  expectTypeOf<own.IdGenerator>().toExtend<sdk.IdGenerator>();
  expectTypeOf<sdk.ReadableSpan>().toExtend<own.ReadableSpan>();
  expectTypeOf<sdk.SpanLimits>().toExtend<NonNullable<TraceOptions['spanLimits']>>();
});

test("the SDK's own objects are taken as they are, and not frozen", () => {
  const processor = new sdk.SimpleSpanProcessor({ exporter: new sdk.InMemorySpanExporter() });
  const options = {
    sampler: new sdk.ParentBasedSampler({ root: new sdk.AlwaysOffSampler() }),
    spanProcessors: [processor, new sdk.NoopSpanProcessor()],
    propagator: new W3CTraceContextPropagator(),
    idGenerator: new sdk.RandomIdGenerator(),
  } satisfies TraceOptions;

  const { config, parts, warnings } = readConfig(options, { OTEL_TRACES_SAMPLER: 'always_off' });

  expect(warnings).toEqual([]);
  expect(parts.sampler).toBe(options.sampler);
  expect(parts.propagator).toBe(options.propagator);
  expect(parts.idGenerator).toBe(options.idGenerator);
  expect(parts.spanProcessors).toEqual(options.spanProcessors);
  expect(config.sampler).toBe('parentbased_always_on');
  for (const object of [parts.sampler, processor, options.spanProcessors, parts.idGenerator]) {
    expect(Object.isFrozen(object)).toBe(false);
  }
});

test.each([
  ['sampler', {}, 'is not an object with shouldSample; using OTEL_TRACES_SAMPLER'],
  ['spanProcessors', {}, 'is not an array; ignored'],
  ['spanProcessors', [{ onStart() {} }], 'has an entry that is not an object with onStart, onEnd'],
  ['propagator', 'b3', 'is not an object with inject, extract, fields; ignored'],
  ['idGenerator', [], 'is not an object with generateTraceId, generateSpanId; ignored'],
])('a %s that lacks what it needs gives a warning', (option, value, problem) => {
  const { parts, warnings } = readConfig(
    { [option]: value },
    { OTEL_TRACES_SAMPLER: 'always_off' },
  );

  expect(warnings).toEqual([expect.stringContaining(problem)]);
  expect(parts).toEqual(readConfig(undefined, {}).parts);
});
