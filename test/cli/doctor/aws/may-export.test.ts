import { IAM } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { createGaps } from '../../../../src/cli/doctor/aws/gaps.ts';
import { exportTarget, mayExport } from '../../../../src/cli/doctor/aws/may-export.ts';
import { readVariables } from '../../../../src/cli/doctor/signal-ways.ts';
import type { Signal } from '../../../../src/support/signal.ts';
import { xrayActions } from '../../../../src/support/xray-actions.ts';
import { startEndpoint } from '../../../export/otlp-endpoint.ts';
import { credentials, region } from '../../../export/sqs-endpoint.ts';
import { relay, sound } from '../sound-function.ts';

const role = 'arn:aws:iam::123456789012:role/orders';
const toXray = { signal: 'traces', resource: '*' } as const;

/** IAM as the SDK's own client sees it. */
async function simulatorThatAnswers(...decisions: readonly string[]) {
  const results = decisions.map(
    (decision, index) =>
      `<member><EvalActionName>${xrayActions[index]}</EvalActionName><EvalDecision>${decision}</EvalDecision></member>`,
  );
  const { origin, received } = await startEndpoint((response) => {
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end(`<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
      <SimulatePrincipalPolicyResult><EvaluationResults>${results.join('')}</EvaluationResults>
      </SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`);
  });
  return { iam: new IAM({ endpoint: origin, region, credentials }), received };
}

test.each([
  [['allowed', 'allowed', 'allowed'], true],
  [['allowed', 'implicitDeny', 'allowed'], false],
  [['explicitDeny', 'explicitDeny', 'explicitDeny'], false],
  [[], undefined],
])('%j means that a role may send: %s', async (decisions, expected) => {
  const { iam, received } = await simulatorThatAnswers(...decisions);
  const gaps = createGaps();

  expect(await mayExport(role, toXray, iam, gaps)).toBe(expected);
  const form = new URLSearchParams(String(received[0]?.body));
  expect(Object.fromEntries(form)).toMatchObject({
    PolicySourceArn: role,
    'ActionNames.member.1': xrayActions[0],
    'ResourceArns.member.1': '*',
  });
});

test.each([
  ['logs', 'logs:PutLogEvents'],
  ['metrics', 'cloudwatch:PutMetricData'],
] as const)('of %s it is asked for %s', async (signal, action) => {
  const { iam, received } = await simulatorThatAnswers('allowed');

  expect(await mayExport(role, { signal, resource: 'arn' }, iam, createGaps())).toBe(true);
  const form = new URLSearchParams(String(received[0]?.body));
  expect(Object.fromEntries(form)).toMatchObject({
    'ActionNames.member.1': action,
    'ResourceArns.member.1': 'arn',
  });
});

test('without the client nothing is checked, and that is said', async () => {
  const gaps = createGaps();

  expect(await mayExport(role, toXray, undefined, gaps)).toBeUndefined();
  expect(gaps.list()).toEqual([
    {
      what: 'whether roles may send to X-Ray',
      reason: '@aws-sdk/client-iam is not installed here',
    },
  ]);
});

const streamOf = (group: string, stream: string) =>
  `arn:aws:logs:eu-west-1:123456789012:log-group:${group}:log-stream:${stream}`;

test.each<[Signal, Record<string, string> | undefined, string | undefined]>([
  ['traces', { ANTIFREEZE_ENDPOINT: 'aws' }, '*'],
  ['traces', { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://xray.eu-west-1.amazonaws.com' }, '*'],
  ['traces', { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://x.example', ANTIFREEZE_AUTH: 'xray' }, '*'],
  ['traces', { ANTIFREEZE_ENDPOINT: 'aws', ANTIFREEZE_AUTH: 'none' }, undefined],
  ['traces', { ANTIFREEZE_ENDPOINT: 'aws', OTEL_TRACES_EXPORTER: 'none' }, undefined],
  ['traces', { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example' }, undefined],
  ['traces', undefined, undefined],
  ['logs', { ANTIFREEZE_ENDPOINT: 'aws' }, undefined],
  [
    'logs',
    { ANTIFREEZE_ENDPOINT: 'aws', OTEL_LOGS_EXPORTER: 'otlp' },
    streamOf('/aws/lambda/orders', 'any'),
  ],
  [
    'logs',
    {
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'https://logs.eu-west-1.amazonaws.com/v1/logs',
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-aws-log-group=/records,x-aws-log-stream=all',
    },
    streamOf('/records', 'all'),
  ],
  ['metrics', { ANTIFREEZE_ENDPOINT: 'aws', OTEL_METRICS_EXPORTER: 'otlp' }, '*'],
  ['metrics', { ANTIFREEZE_ENDPOINT: 'aws', OTEL_METRICS_EXPORTER: 'emf' }, undefined],
])('%s with %j go to AWS, to %s', (signal, variables, resource) => {
  const described = { ...sound, variables };

  expect(exportTarget(signal, described, readVariables(described))?.resource).toBe(resource);
});

test('a relay is asked about the signals that its variables name', () => {
  const described = {
    ...relay({}),
    variables: {
      ANTIFREEZE_ENDPOINT: 'aws',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://monitoring.eu-west-1.amazonaws.com/v1/metrics',
    },
  };
  const read = readVariables(described);

  expect(exportTarget('traces', described, read)).toBeDefined();
  expect(exportTarget('metrics', described, read)).toBeDefined();
  expect(exportTarget('logs', described, read)).toBeUndefined();
});
