import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readStrategy } from '../../../src/sampling/jaeger/strategy.ts';
import { answers } from './answers.ts';

test.each([
  { answer: answers.probabilistic, strategy: { kind: 'probabilistic', rate: 0.8 } },
  { answer: answers.nothing, strategy: { kind: 'probabilistic', rate: 0 } },
  { answer: answers.rateLimiting, strategy: { kind: 'rate-limiting', perSecond: 5 } },
  { answer: answers.rateLimitingWithOperations, strategy: { kind: 'rate-limiting', perSecond: 5 } },
  { answer: answers.numbered, strategy: { kind: 'rate-limiting', perSecond: 5 } },
  {
    answer: answers.operations,
    strategy: {
      kind: 'operations',
      defaultRate: 0.8,
      lowerBound: 0,
      rates: new Map([
        ['op1', 0.2],
        ['/health', 0],
      ]),
    },
  },
  {
    answer: answers.adaptive,
    strategy: { kind: 'operations', defaultRate: 0.001, lowerBound: 1 / 60, rates: new Map() },
  },
])('$answer is $strategy.kind', ({ answer, strategy }) => {
  expect(readStrategy(answer)).toEqual(strategy);
});

test.each([
  '',
  '{}',
  '<html></html>',
  'null',
  '{"strategyType":"PROBABILISTIC","probabilisticSampling":{"samplingRate":2}}',
  '{"strategyType":"RATE_LIMITING","rateLimitingSampling":{"maxTracesPerSecond":"5"}}',
])('%s is no answer', (answer) => {
  expect(() => readStrategy(answer)).toThrow();
});

test('whatever comes is a strategy of valid rates, or an error', () => {
  fc.assert(
    fc.property(fc.json(), (answer) => {
      try {
        expect(readStrategy(answer).kind).toMatch(/^(probabilistic|rate-limiting|operations)$/);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
  );
});
