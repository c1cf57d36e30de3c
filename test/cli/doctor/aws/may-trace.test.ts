import { IAM } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { createGaps } from '../../../../src/cli/doctor/aws/gaps.ts';
import { mayTrace, sendsToXray } from '../../../../src/cli/doctor/aws/may-trace.ts';
import { xrayActions } from '../../../../src/support/xray-actions.ts';
import { startEndpoint } from '../../../export/otlp-endpoint.ts';
import { credentials, region } from '../../../export/sqs-endpoint.ts';

const role = 'arn:aws:iam::123456789012:role/orders';

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

  expect(await mayTrace(role, iam, gaps)).toBe(expected);
  const form = new URLSearchParams(String(received[0]?.body));
  expect(Object.fromEntries(form)).toMatchObject({
    PolicySourceArn: role,
    'ActionNames.member.1': xrayActions[0],
    'ResourceArns.member.1': '*',
  });
});

test('without the client nothing is checked, and that is said', async () => {
  const gaps = createGaps();

  expect(await mayTrace(role, undefined, gaps)).toBeUndefined();
  expect(gaps.list().map(({ reason }) => reason)).toContain(
    '@aws-sdk/client-iam is not installed here',
  );
});

test.each([
  [{ ANTIFREEZE_ENDPOINT: 'aws' }, true],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://xray.eu-west-1.amazonaws.com' }, true],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://x.example', ANTIFREEZE_AUTH: 'xray' }, true],
  [{ ANTIFREEZE_ENDPOINT: 'aws', ANTIFREEZE_AUTH: 'none' }, false],
  [{ ANTIFREEZE_ENDPOINT: 'aws', OTEL_TRACES_EXPORTER: 'none' }, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example' }, false],
  [undefined, false],
])('variables %j send to X-Ray: %s', (variables, expected) => {
  expect(sendsToXray(variables, 'eu-west-1')).toBe(expected);
});
