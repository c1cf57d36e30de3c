import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAllSettings } from '../../src/config/read-all-settings.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { allSources } from '../../src/config/setting-list.ts';

const variables = [...new Set(allSources.filter((source) => /^[A-Z]/.test(source)))];
const optionNames = new Set(
  allSources.filter((source) => !/^[A-Z]/.test(source)).map((source) => source.split('.')[0] ?? ''),
);

const words = fc.constantFrom(
  'true',
  'none',
  'grpc',
  'b3',
  '-1',
  '1e999',
  'a=b,c',
  'http://x',
  '%',
);
const text = fc.oneof(words, fc.string({ unit: 'binary' }));
const environments = fc.dictionary(fc.constantFrom(...variables), text);
const hostile = fc.oneof(
  fc.constantFrom<unknown>(Symbol('x'), 1n, Object.create(null), Number.NaN),
  fc.func(fc.string()),
  fc.constant(undefined).map(explosive),
);
const options = fc.dictionary(
  fc.constantFrom(...optionNames),
  fc.oneof(text, hostile, fc.anything()),
);

test('any environment and any options give a complete, frozen configuration', () => {
  fc.assert(
    fc.property(fc.oneof(options, fc.anything()), environments, (given, environment) => {
      const { config, warnings } = readConfig(given as never, environment);

      const { logs, ...others } = config;
      expect(Object.keys(others).sort()).toEqual(Object.keys(defaults).sort());
      for (const part of [config, ...Object.values(config)])
        expect(Object.isFrozen(part)).toBe(true);
      expect(Object.isFrozen(config.otlp.headers)).toBe(true);
      expect(URL.canParse(config.otlp.url)).toBe(true);
      expect(config.maxExportBatchSize).toBeLessThanOrEqual(config.maxQueueSize);
      for (const warning of warnings) expect(warning).toMatch(/^[ -~]{1,400}$/);
    }),
    { numRuns: 300 },
  );
});

test('what most functions set is read as all other settings are', () => {
  const few = fc.dictionary(
    fc.constantFrom(
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'OTEL_EXPORTER_OTLP_HEADERS',
      'OTEL_SERVICE_NAME',
      'OTEL_RESOURCE_ATTRIBUTES',
      'HOME',
    ),
    fc.oneof(text, fc.webUrl(), fc.constantFrom('a=b', 'service.name=x,y=%20', ' ')),
  );
  const rules = fc.constantFrom({}, { flush: 'before-response' } as const);
  fc.assert(
    fc.property(few, rules, (environment, rule) => {
      expect(readConfig({}, environment, rule)).toEqual(
        readAllSettings(undefined, environment, rule),
      );
    }),
    { numRuns: 1_000 },
  );
});

test('options whose getters throw count as bad, and the rest still holds', () => {
  const given = {
    get flush(): never {
      throw new Error('s3cret');
    },
    headers: explosive(),
    serviceName: 'orders',
  };

  const { config, warnings } = readConfig(given as never, {});

  expect(config).toMatchObject({ flush: 'after-response', serviceName: 'orders' });
  expect(warnings).toEqual([
    "option flush can't be read; using the default, after-response",
    "option headers can't be read; ignored",
  ]);
});

test('an environment that throws gives the defaults', () => {
  const { config } = readConfig(undefined, explosive() as never);

  expect(config).toEqual(defaults);
});

test('only the variables of the table are read', () => {
  const read = new Set<string>();
  const target: Record<string, string> = {
    OTEL_TRACES_SAMPLER: 'traceidratio',
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_METRICS_EXPORTER: 'otlp',
  };
  const environment = new Proxy(target, {
    get: (_target, name) => {
      read.add(String(name));
      return target[String(name)];
    },
  });

  readConfig(undefined, environment);

  expect([...read].sort()).toEqual([...new Set(variables)].sort());
});

test('no credential of a header or an endpoint is in a warning', () => {
  const secret = 'hunter2hunter2';
  const form = fc.constantFrom(
    (noise: string) => `${noise}${secret}`,
    (noise: string) => `${secret}${noise}`,
    (noise: string) => `x=${noise}${secret}${noise}`,
    (noise: string) => `${noise}://user:${secret}@host`,
    () => `http://user:${secret}@host:14250`,
  );

  fc.assert(
    fc.property(form, fc.string(), (write, noise) => {
      const value = write(noise);
      const { warnings } = readConfig(
        { headers: value as never, endpoint: value, resourceAttributes: value as never },
        {
          OTEL_EXPORTER_OTLP_HEADERS: value,
          OTEL_EXPORTER_OTLP_ENDPOINT: value,
          OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: value,
          OTEL_TRACES_SAMPLER: 'jaeger_remote',
          OTEL_TRACES_SAMPLER_ARG: `endpoint=${value}`,
          ANTIFREEZE_RELAY: 'sqs',
          ANTIFREEZE_RELAY_QUEUE_URL: value,
        },
      );

      expect(warnings.join('\n')).not.toContain(secret);
    }),
  );
});

const defaults = readConfig(undefined, {}).config;

/** An object that throws when its properties are read or listed. Symbols are left to the test runner. */
function explosive(): object {
  const explode = () => {
    throw new Error('s3cret');
  };
  return new Proxy(
    {},
    {
      get: (_target, name) => (typeof name === 'string' ? explode() : undefined),
      ownKeys: explode,
      getPrototypeOf: explode,
    },
  );
}
