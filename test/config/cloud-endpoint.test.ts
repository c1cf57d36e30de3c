import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';

const xray = 'https://xray.eu-west-1.amazonaws.com/v1/traces';
const google = 'https://telemetry.googleapis.com/v1/traces';

test.each([
  { cloud: 'aws', region: 'eu-west-1', url: xray },
  {
    cloud: ' AWS ',
    region: 'cn-north-1',
    url: 'https://xray.cn-north-1.amazonaws.com.cn/v1/traces',
  },
  { cloud: 'google', region: '', url: google },
])('$cloud stands for $url', ({ cloud, region, url }) => {
  const inCode = readConfig({ endpoint: cloud }, { AWS_REGION: region });
  const byVariable = readConfig(undefined, { ANTIFREEZE_ENDPOINT: cloud, AWS_REGION: region });

  expect([inCode.warnings, byVariable.warnings]).toEqual([[], []]);
  expect(inCode.config.otlp.url).toBe(url);
  expect(byVariable.config.otlp.url).toBe(url);
});

test('code wins over the variable, and the variable over those of every SDK', () => {
  const environment = {
    ANTIFREEZE_ENDPOINT: 'google',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example',
    AWS_REGION: 'eu-west-1',
  };

  expect(readConfig(undefined, environment).config.otlp.url).toBe(google);
  expect(readConfig({ endpoint: 'aws' }, environment).config.otlp.url).toBe(xray);
});

test('without a region, aws is nowhere', () => {
  const { config, warnings } = readConfig({ endpoint: 'aws' }, {});

  expect(config.otlp.url).toBe('http://localhost:4318/v1/traces');
  expect(warnings).toEqual(['endpoint aws needs AWS_REGION; using the default']);
});

test.each([
  ['ANTIFREEZE_ENDPOINT', 'https://collector.example', /neither aws nor google; a URL goes into/],
  ['ANTIFREEZE_ENDPOINT', 'azure', /neither aws nor google/],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'aws', /not an http/],
  ['ANTIFREEZE_AUTH', 'sigv4', /is not one of xray, google, none/],
])('%s=%s is told of', (variable, value, problem) => {
  const { config, warnings } = readConfig(undefined, { [variable]: value });

  expect(config).toEqual(readConfig(undefined, {}).config);
  expect(warnings).toEqual([expect.stringMatching(problem)]);
});

test('what proves who sends can be set', () => {
  expect(readConfig({}, { ANTIFREEZE_AUTH: 'xray' }).config.otlp.auth).toBe('xray');
  expect(readConfig({ auth: 'none' }, { ANTIFREEZE_AUTH: 'xray' }).config.otlp.auth).toBe('none');
});
