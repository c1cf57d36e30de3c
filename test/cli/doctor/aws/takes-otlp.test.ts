import { Lambda } from '@aws-sdk/client-lambda';
import { afterEach, expect, test, vi } from 'vitest';
import { createGaps } from '../../../../src/cli/doctor/aws/gaps.ts';
import { takesOtlp } from '../../../../src/cli/doctor/aws/takes-otlp.ts';
import { localXray, refuse } from '../../../export/local-xray.ts';
import type { Answer } from '../../../export/otlp-endpoint.ts';
import { credentials, region } from '../../../export/sqs-endpoint.ts';

afterEach(() => vi.unstubAllEnvs());

/** What X-Ray says to the keys of the SDK's own client, by which each request is signed. */
async function asked(answer: Answer) {
  const { origin, taken } = await localXray({ keys: credentials, now: Date.now }, answer);
  vi.stubEnv('AWS_ENDPOINT_URL_XRAY', origin);
  const gaps = createGaps();
  const takes = await takesOtlp(new Lambda({ region, credentials }), region, gaps);
  return { takes, taken, gaps: gaps.list() };
}

test.each([
  { destination: 'CloudWatchLogs', expected: true },
  { destination: 'XRay', expected: false },
])('spans that are kept in $destination mean OTLP is taken: $expected', async (each) => {
  const body = JSON.stringify({ Destination: each.destination, Status: 'ACTIVE' });

  const { takes, taken, gaps } = await asked((response) => response.end(body));

  expect(takes).toBe(each.expected);
  expect(taken.map(({ url }) => url)).toEqual(['/GetTraceSegmentDestination']);
  expect(gaps).toEqual([]);
});

test.each([
  {
    what: 'who may not ask',
    answer: refuse(403, 'AccessDeniedException', 'no'),
    reason: 'xray:GetTraceSegmentDestination is not allowed',
  },
  {
    what: 'a service that fails',
    answer: refuse(500, 'InternalError:http://internal.amazon.com/', 'no'),
    reason: 'xray:GetTraceSegmentDestination failed with InternalError',
  },
])('$what is told that it was not found out, and why', async ({ answer, reason }) => {
  const { takes, gaps } = await asked(answer);

  expect(takes).toBeUndefined();
  expect(gaps).toEqual([{ what: 'whether Transaction Search is on', reason }]);
});
