import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';

const nothing = {
  errors: false,
  timeouts: false,
  coldStarts: false,
  batchFailures: false,
  slowerThan: {},
  attributes: {},
  atLeastPerMinute: 0,
  ratio: undefined,
};

test('rules for what is kept mean the same in a variable and in code', () => {
  const fromText = readConfig(undefined, {
    ANTIFREEZE_KEEP:
      'errors, cold-starts,slower:2000,slower:GET /orders=500,attribute:tier=gold,attribute:user.id,at-least:2,ratio:0.05',
  });
  const fromCode = readConfig(
    {
      keep: {
        errors: true,
        coldStarts: true,
        slowerThan: { '*': 2_000, 'GET /orders': 500 },
        attributes: { tier: 'gold', 'user.id': '*' },
        atLeastPerMinute: 2,
        ratio: 0.05,
      },
    },
    {},
  );

  expect([...fromText.warnings, ...fromCode.warnings]).toEqual([]);
  expect(fromText.config.keep).toEqual({
    ...nothing,
    errors: true,
    coldStarts: true,
    slowerThan: { '*': 2_000, 'GET /orders': 500 },
    attributes: { tier: 'gold', 'user.id': '*' },
    atLeastPerMinute: 2,
    ratio: 0.05,
  });
  expect(fromCode.config).toEqual(fromText.config);
});

test('a rule that can not be read is left out, with a warning', () => {
  const { config, warnings } = readConfig(undefined, { ANTIFREEZE_KEEP: 'errors,ratio:2,fast' });

  expect(config.keep).toEqual({ ...nothing, errors: true });
  expect(warnings).toEqual([
    'ANTIFREEZE_KEEP="errors,ratio:2,fast" has a rule that is none, or whose value is none; left out',
  ]);
});

test('where it is said what to keep and no sampler is named, new traces are sampled by the share of the rest', () => {
  const { config } = readConfig({ keep: { errors: true, ratio: 0.2 } }, {});
  const named = readConfig({ keep: { errors: true } }, { OTEL_TRACES_SAMPLER: 'always_on' });
  const withoutShare = readConfig({ keep: { errors: true } }, {});

  expect(config).toMatchObject({ sampler: 'parentbased_probability', samplerRatio: 0.2 });
  expect(named.config).toMatchObject({ sampler: 'always_on' });
  expect(withoutShare.config).toMatchObject({
    sampler: 'parentbased_probability',
    samplerRatio: 0,
  });
});

test('what is ignored is a list of names, and in code of functions, too', () => {
  const ignores = () => true;

  const fromText = readConfig(undefined, { ANTIFREEZE_IGNORE: ' warm-ups,GET /health*, timer' });
  const fromCode = readConfig({ ignore: ['warm-ups', ignores, 7 as never] }, {});

  expect(fromText.config.ignore).toEqual(['warm-ups', 'GET /health*', 'timer']);
  expect(fromCode.config.ignore).toEqual(['warm-ups', ignores]);
  expect(fromCode.warnings).toEqual([
    'option ignore=(array) has an entry that is neither a name nor a function; left out',
  ]);
});

test('rules for spans mean the same in a variable and in code', () => {
  const { config, warnings } = readConfig(undefined, {
    ANTIFREEZE_IGNORE_SPANS:
      'name:dns*&shorter:5,kind:internal,attribute:url.path=/health,kind:odd',
  });
  const fromCode = readConfig(
    {
      ignoreSpans: [
        { name: 'dns*', shorterThan: 5 },
        { kind: 'internal' },
        { attributes: { 'url.path': '/health' } },
        {},
      ],
    },
    {},
  );

  expect(config.ignoreSpans).toEqual(fromCode.config.ignoreSpans);
  expect(config.ignoreSpans).toEqual([
    { name: 'dns*', shorterThan: 5 },
    { kind: 'internal' },
    { attributes: { 'url.path': '/health' } },
  ]);
  expect(warnings).toHaveLength(1);
  expect(fromCode.warnings).toHaveLength(1);
});

test.each([
  [
    'endpoint=http://jaeger:5778,pollingIntervalMs=5000,initialSamplingRate=0.25',
    'http://jaeger:5778/sampling',
    5_000,
    0.25,
  ],
  [
    'endpoint=http://jaeger:14268/api/sampling?a=b',
    'http://jaeger:14268/api/sampling?a=b',
    60_000,
    0.001,
  ],
  ['', 'http://localhost:5778/sampling', 60_000, 0.001],
])('the argument %s of a remote sampler is read', (argument, endpoint, interval, rate) => {
  const { config, warnings } = readConfig(undefined, {
    OTEL_TRACES_SAMPLER: 'parentbased_jaeger_remote',
    OTEL_TRACES_SAMPLER_ARG: argument,
  });

  expect(warnings).toEqual([]);
  expect(config.remoteSampling).toEqual({
    endpoint,
    pollingIntervalMs: interval,
    initialSamplingRate: rate,
  });
});

test('a port on which Jaeger speaks gRPC becomes the one on which it answers by HTTP, with a warning', () => {
  const { config, warnings } = readConfig(undefined, {
    OTEL_TRACES_SAMPLER: 'jaeger_remote',
    OTEL_TRACES_SAMPLER_ARG: 'endpoint=http://localhost:14250',
  });

  expect(config.remoteSampling?.endpoint).toBe('http://localhost:5778/sampling');
  expect(warnings).toHaveLength(1);
});

test.each(['endpoint=jaeger', 'pollingIntervalMs=soon', 'initialSamplingRate=2', '0.5'])(
  'the argument %s is none of a remote sampler, and gives the default with a warning',
  (argument) => {
    const { config, warnings } = readConfig(undefined, {
      OTEL_TRACES_SAMPLER: 'jaeger_remote',
      OTEL_TRACES_SAMPLER_ARG: argument,
    });

    expect(config.remoteSampling?.initialSamplingRate).toBe(0.001);
    expect(warnings).toHaveLength(1);
  },
);
