import { IAM } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { createGaps } from '../../../../src/cli/doctor/aws/gaps.ts';
import { maySend } from '../../../../src/cli/doctor/aws/may-send.ts';
import { startEndpoint } from '../../../export/otlp-endpoint.ts';
import { credentials, region } from '../../../export/sqs-endpoint.ts';
import { soundQueue } from '../sound-function.ts';

const role = 'arn:aws:iam::123456789012:role/orders';
const withPolicy = {
  ...soundQueue,
  attributes: { visibilityTimeout: 60, maxReceiveCount: 20, hasPolicy: true },
};

/** IAM as the SDK's own client sees it. */
async function simulatorThatAnswers(decision: string) {
  const { origin, received } = await startEndpoint((response) => {
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end(`<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
      <SimulatePrincipalPolicyResult><EvaluationResults><member>
        <EvalActionName>sqs:SendMessage</EvalActionName><EvalDecision>${decision}</EvalDecision>
      </member></EvaluationResults></SimulatePrincipalPolicyResult>
    </SimulatePrincipalPolicyResponse>`);
  });
  return { iam: new IAM({ endpoint: origin, region, credentials }), received };
}

test.each([
  ['allowed', soundQueue, true],
  ['implicitDeny', soundQueue, false],
  ['explicitDeny', soundQueue, false],
  ['explicitDeny', withPolicy, false],
])('%s means what IAM says', async (decision, queue, expected) => {
  const { iam, received } = await simulatorThatAnswers(decision);

  expect(await maySend(role, queue, iam, createGaps())).toBe(expected);
  const form = new URLSearchParams(String(received[0]?.body));
  expect(Object.fromEntries(form)).toMatchObject({
    PolicySourceArn: role,
    'ActionNames.member.1': 'sqs:SendMessage',
    'ResourceArns.member.1': soundQueue.arn,
  });
});

test('a queue with a policy of its own may allow what the role does not', async () => {
  const { iam } = await simulatorThatAnswers('implicitDeny');
  const gaps = createGaps();

  expect(await maySend(role, withPolicy, iam, gaps)).toBeUndefined();
  expect(gaps.list()[0]?.reason).toContain('the policy of a queue');
});

test('without the client nothing is checked, and that is said', async () => {
  const gaps = createGaps();

  expect(await maySend(role, soundQueue, undefined, gaps)).toBeUndefined();
  expect(gaps.list()).toEqual([
    {
      what: 'whether roles may send to their queues',
      reason: '@aws-sdk/client-iam is not installed here',
    },
  ]);
});
