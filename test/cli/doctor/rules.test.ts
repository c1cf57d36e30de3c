import { expect, test } from 'vitest';
import type { FunctionDescription } from '../../../src/cli/doctor/function-description.ts';
import { rules } from '../../../src/cli/doctor/rules/index.ts';
import { version } from '../../../src/support/version.ts';
import { newer, cases as otherCases, without, withVariables } from './rule-cases.ts';
import { signalCases } from './signal-cases.ts';
import {
  allToAws,
  diagnosisOf,
  layer,
  relay,
  sender,
  sound,
  soundQueue,
  straightToAws,
} from './sound-function.ts';

const cases = [...otherCases, ...signalCases];

test.each(cases)('$id is found where $when', ({ id, described, others = [] }) => {
  const { findings } = diagnosisOf(described, ...others);

  expect(findings.map((finding) => finding.id)).toEqual([id]);
  expect(findings[0]?.message).toMatch(/^[A-Z\d].*[.?]$/);
});

test('every rule has a case', () => {
  expect(new Set(cases.map(({ id }) => id))).toEqual(new Set(rules.map(({ id }) => id)));
});

test('no two rules have the same id', () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
});

test.each([
  ['a function that the layer traces', sound],
  [
    'a function that is traced in its code',
    { ...sound, layers: [], variables: {}, versionsInCode: [version] },
  ],
  ['a function that sends to a relay', sender],
  ['a relay', relay({})],
  [
    'a queue of another account',
    {
      ...sender,
      relayQueue: { ...soundQueue, arn: 'arn:aws:sqs:eu-west-1:210987654321:spans', mappings: [] },
    },
  ],
  [
    'an endpoint that is malformed and not used',
    { ...sender, variables: { ...sender.variables, OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' } },
  ],
  ['a function that is not traced', { ...sound, layers: [], variables: {} }],
  [
    'a collector beside it',
    {
      ...sound,
      variables: without('OTEL_EXPORTER_OTLP_ENDPOINT', sound),
      layers: [layer(), layer({ kind: 'unknown' }, 'opentelemetry-collector-arm64-0_13_0')],
    },
  ],
  [
    'a collector of the same network',
    withVariables({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://10.0.0.7:4318',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=a',
    }),
  ],
  [
    'credentials that are encrypted',
    { ...withVariables({ OTEL_EXPORTER_OTLP_HEADERS: 'api-key=1' }), hasOwnKey: true },
  ],
  ['an endpoint that is that of the cloud', straightToAws],
  ['all signals to the cloud', allToAws],
  [
    'another log group with its stream',
    {
      ...allToAws,
      variables: {
        ...allToAws.variables,
        OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-aws-log-group=/records,x-aws-log-stream=all',
      },
    },
  ],
  [
    'metrics in a log that keeps them',
    { ...withVariables({ OTEL_METRICS_EXPORTER: 'emf' }), logLevel: 'INFO' },
  ],
  [
    'a temporality that its back end takes',
    withVariables({
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://otlp.datadoghq.com/v1/metrics',
    }),
  ],
  [
    'a relay with an endpoint for each signal',
    {
      ...relay({}),
      variables: {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.com',
        OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'https://logs.eu-west-1.amazonaws.com/v1/logs',
      },
    },
  ],
  ['a layer that is newer than the package', newer],
  [
    'a queue of which nothing could be found out',
    {
      ...sender,
      maySend: undefined,
      relayQueue: { ...soundQueue, attributes: undefined, mappings: undefined },
    },
  ],
] as const)('nothing is wrong with %s', (_, described) => {
  const { findings } = diagnosisOf(described);

  expect(findings).toEqual([]);
});

test.each([
  { variables: {} },
  { variables: { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.com' } },
  { variables: { ANTIFREEZE_ENDPOINT: 'aws' } },
  { variables: { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'https://logs.example.com/v1/logs' } },
  { variables: undefined },
])('log records may go to a relay with $variables', ({ variables }) => {
  const emptying = relay({});
  const described = {
    ...sender,
    variables: { ...sender.variables, OTEL_LOGS_EXPORTER: 'otlp' },
  };
  const arn = soundQueue.mappings?.[0]?.functionArn ?? '';

  const { findings } = diagnosisOf(described, { ...emptying, arn, variables });

  expect(findings).toEqual([]);
});

test('a function that uses OpenTelemetry without us is not judged', () => {
  const other: FunctionDescription = {
    ...sound,
    runtime: 'nodejs20.x',
    memory: 128,
    layers: [],
    variables: {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317',
      OTEL_TRACES_SAMPLER: 'xray',
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=1',
    },
  };

  const { tracing, findings } = diagnosisOf(other);

  expect(tracing.status).toBe('unsure');
  expect(findings.map(({ id, severity }) => [id, severity])).toEqual([['configured-only', 'hint']]);
});

test('the worst comes first', () => {
  const { findings } = diagnosisOf({
    ...sound,
    memory: 128,
    layers: [layer(), layer()],
    runtime: 'nodejs18.x',
  });

  expect(findings.map(({ severity }) => severity)).toEqual(['error', 'warning', 'hint']);
});
