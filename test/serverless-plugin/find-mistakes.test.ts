import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findMistakes } from '../../src/serverless-plugin/find-mistakes.ts';
import { functionSchema, serviceSchema } from '../../src/serverless-plugin/service-schema.ts';

const custom = (value: unknown) => findMistakes(value, serviceSchema, 'custom.antifreeze');

test('a complete configuration has no mistakes', () => {
  const complete = {
    enabled: true,
    endpoint: { Ref: 'Collector' },
    headers: { authorization: 'Bearer {{resolve:secretsmanager:collector:SecretString:token}}' },
    serviceName: 'orders',
    environment: { OTEL_TRACES_SAMPLER: 'always_on', TABLE: { Ref: 'Table' } },
    layer: 'arn:aws:lambda:eu-west-1:123456789012:layer:antifreeze:7',
  };

  expect(custom(complete)).toEqual([]);
});

test('each mistake is one line that names the place and says what it must be', () => {
  const wrong = { endpoint: 'collector', environment: { A: 1 }, headers: [], nothing: 0 };

  expect(custom(wrong)).toEqual([
    expect.stringMatching(/^custom\.antifreeze\.endpoint must be an http or https URL/),
    expect.stringMatching(/^custom\.antifreeze\.environment\.A must be text/),
    expect.stringMatching(/^custom\.antifreeze\.headers must be an object/),
    expect.stringMatching(/^custom\.antifreeze\.nothing is unknown; there are enabled, endpoint/),
  ]);
});

test('a mistake inside the object of a function is named, not the object', () => {
  const mistakes = findMistakes({ enabled: 'no' }, functionSchema, 'functions.api.antifreeze');

  expect(mistakes).toEqual(['functions.api.antifreeze.enabled must be true or false']);
});

test('whatever is written, it never throws, and no value is repeated', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ minLength: 12 }), (value, secret) => {
      expect(() => custom(value)).not.toThrow();
      expect(custom({ headers: { authorization: secret } }).join()).not.toContain(secret);
    }),
  );
});
