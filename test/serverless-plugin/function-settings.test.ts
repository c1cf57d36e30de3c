import { expect, test } from 'vitest';
import { findConflict, settingsOf } from '../../src/serverless-plugin/function-settings.ts';
import type {
  FunctionSettings,
  ServiceSettings,
} from '../../src/serverless-plugin/plugin-settings.ts';

const endpoint = 'https://collector.example.com:4318';

/** What counts for a function with these settings of its own and of its service. */
function settings(antifreeze: ServiceSettings, own?: boolean | FunctionSettings) {
  const traced = own === undefined ? {} : { antifreeze: own };
  const service = {
    service: 'orders',
    provider: { compiledCloudFormationTemplate: { Resources: {} } },
    custom: { antifreeze },
    functions: { api: traced },
    package: { artifactDirectoryName: 'folder' },
    layers: {},
  };
  const counting = settingsOf(service, traced);
  return { ...counting, conflict: findConflict(traced, counting) };
}

test.each([
  [undefined, undefined, true],
  [false, undefined, false],
  [false, true, true],
  [false, {}, false],
  [false, { enabled: true }, true],
  [true, false, false],
  [true, { enabled: false }, false],
])('enabled: %j of the service and %j of the function make %j', (shared, own, enabled) => {
  const service = shared === undefined ? {} : { enabled: shared };

  expect(settings(service, own)).toMatchObject({ enabled });
});

test('variables of the service and of the function are joined', () => {
  const { environment } = settings(
    { environment: { A: '1', B: '1' } },
    { environment: { B: '2', C: '2' } },
  );

  expect(environment).toEqual({ A: '1', B: '2', C: '2' });
});

test('a function sends to the relay unless it says otherwise', () => {
  const service = { endpoint, relay: true };

  expect(settings(service).queue).toMatchObject({ url: { Ref: 'AntifreezeRelayQueue' } });
  expect(settings(service, { relay: true }).queue).toBeDefined();
  expect(settings(service, { relay: false }).queue).toBeUndefined();
  expect(settings({ endpoint, relay: false }).queue).toBeUndefined();
});

test.each([
  ['an endpoint that the relay ignores', { endpoint, relay: true }, { endpoint }, /relay: false/],
  ['headers that the relay ignores', { endpoint, relay: true }, { headers: {} }, /relay: false/],
  [
    'an endpoint for logs that the relay ignores',
    { endpoint, relay: true },
    { logs: { endpoint: 'aws' } },
    /relay: false/,
  ],
  [
    'a secret for metrics that only a relay could read',
    { endpoint, metrics: { headers: { 'x-key': 'ssm:/otel/key' } } },
    {},
    /its header x-key names; write/,
  ],
  ['a relay that is not there', { endpoint }, { relay: true }, /set custom\.antifreeze\.relay/],
  [
    'a secret that only a relay could read',
    { endpoint, relay: true, headers: { authorization: 'Bearer ssm:/otel/key' } },
    { relay: false },
    /its header authorization names; write \{\{resolve:/,
  ],
])('%s is a conflict', (_, service, own, message) => {
  expect(settings(service, own).conflict).toMatch(message);
});

test('a function beside the relay may have an endpoint of its own', () => {
  const service = {
    endpoint,
    relay: true,
    headers: { authorization: '{{resolve:secretsmanager:collector}}' },
  };

  expect(settings(service, { relay: false, endpoint }).conflict).toBeUndefined();
  expect(settings(service).conflict).toBeUndefined();
});

test('a function behind the relay may have signals of its own, the ways of the service apart', () => {
  const service = { endpoint, relay: true, logs: { endpoint: 'aws' }, metrics: true };
  const own = { logs: { captureConsole: true }, metrics: 'emf' } as const;

  expect(settings(service, own)).toMatchObject({ ...own, conflict: undefined });
});
