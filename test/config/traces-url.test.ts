import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';

const general = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const signal = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';

test.each([
  [{ [general]: 'http://host:4318' }, 'http://host:4318/v1/traces'],
  [{ [general]: 'https://host/otlp' }, 'https://host/otlp/v1/traces'],
  [{ [general]: 'https://host//' }, 'https://host/v1/traces'],
  [{ [general]: 'https://host/otlp/?key=1#x' }, 'https://host/otlp/v1/traces?key=1'],
  [{ [signal]: 'HTTP://host:4318' }, 'http://host:4318/'],
  [{ [signal]: 'https://host/otlp/', [general]: 'http://other' }, 'https://host/otlp/'],
])('%j posts to %s', (environment, url) => {
  const { config, warnings } = readConfig(undefined, environment);

  expect(config.otlp.url).toBe(url);
  expect(warnings).toEqual([]);
});

test('endpoints in code win over those of the environment, the full URL over the base', () => {
  const environment = { [signal]: 'http://signal/x', [general]: 'http://general' };
  const urlOf = (options: object) => readConfig(options, environment).config.otlp.url;

  expect(urlOf({ endpoint: 'http://base' })).toBe('http://base/v1/traces');
  expect(urlOf({ endpoint: new URL('http://base') })).toBe('http://base/v1/traces');
  expect(urlOf({ endpoint: 'http://base', tracesEndpoint: 'http://full/t' })).toBe('http://full/t');
});

test.each([
  'localhost:4318',
  'unix:///tmp/collector.sock',
  'grpc://host:4317',
  'http://',
  'http:/host',
  'ftp://user:s3cret@host',
  'user:s3cret@host:4318',
])('%s is no endpoint: one warning says what would be, and the default is used', (endpoint) => {
  const { config, warnings } = readConfig(undefined, { [general]: endpoint });

  expect(config.otlp.url).toBe('http://localhost:4318/v1/traces');
  expect(warnings).toEqual([
    `${general} is not an http:// or https:// URL, such as http://localhost:4318; using the default, http://localhost:4318/v1/traces`,
  ]);
});

test('a bad endpoint for traces leaves the general one', () => {
  const { config, warnings } = readConfig(undefined, {
    [signal]: 'nowhere',
    [general]: 'http://host',
  });

  expect(config.otlp.url).toBe('http://host/v1/traces');
  expect(warnings).toEqual([expect.stringMatching(/; using OTEL_EXPORTER_OTLP_ENDPOINT$/)]);
});
