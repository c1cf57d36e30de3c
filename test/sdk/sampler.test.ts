import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import type { SamplerName } from '../../src/config/config.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { httpClient } from '../../src/export/http-client.ts';
import { withSamplingUndecided } from '../../src/propagation/sampling-undecided.ts';
import { createSampler } from '../../src/sdk/sampler.ts';

const resource = resourceFromAttributes({ 'service.name': 'orders' });
const traceId = '0af7651916cd43dd8448eb211c80319c';
const parent = (traceFlags: number) =>
  trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: 'b7ad6b7169203331', traceFlags });

function samples(sampler: SamplerName, context = ROOT_CONTEXT, samplerRatio = 1): boolean {
  const { config, parts } = readConfig({ sampler, samplerRatio }, {});
  const { decision } = createSampler(config, parts, resource, httpClient).shouldSample(
    context,
    traceId,
    'orders',
    SpanKind.SERVER,
    {},
    [],
  );
  return decision === SamplingDecision.RECORD_AND_SAMPLED;
}

test.each<{ sampler: SamplerName; root: boolean; sampled: boolean; unsampled: boolean }>([
  { sampler: 'always_on', root: true, sampled: true, unsampled: true },
  { sampler: 'always_off', root: false, sampled: false, unsampled: false },
  { sampler: 'traceidratio', root: true, sampled: true, unsampled: true },
  { sampler: 'parentbased_always_on', root: true, sampled: true, unsampled: false },
  { sampler: 'parentbased_always_off', root: false, sampled: true, unsampled: false },
  { sampler: 'parentbased_traceidratio', root: true, sampled: true, unsampled: false },
  { sampler: 'probability', root: true, sampled: true, unsampled: true },
  { sampler: 'parentbased_probability', root: true, sampled: true, unsampled: false },
  { sampler: 'jaeger_remote', root: false, sampled: true, unsampled: false },
  { sampler: 'parentbased_jaeger_remote', root: false, sampled: true, unsampled: false },
])('$sampler decides as the specification says', ({ sampler, root, sampled, unsampled }) => {
  expect(samples(sampler)).toBe(root);
  expect(samples(sampler, parent(1))).toBe(sampled);
  expect(samples(sampler, parent(0))).toBe(unsampled);
});

test('a ratio of 0 keeps nothing', () => {
  expect(samples('traceidratio', ROOT_CONTEXT, 0)).toBe(false);
});

test('a parent whose sampling nobody has decided counts as none', () => {
  expect(samples('parentbased_always_on', withSamplingUndecided(parent(0)))).toBe(true);
  expect(samples('parentbased_always_off', withSamplingUndecided(parent(1)))).toBe(false);
});

test("a user's own sampler is taken as it is", () => {
  const own = {
    shouldSample: () => ({ decision: SamplingDecision.NOT_RECORD }),
    toString: () => 'own',
  };
  const { config, parts } = readConfig({ sampler: own }, {});

  expect(createSampler(config, parts, resource, httpClient)).toBe(own);
});
