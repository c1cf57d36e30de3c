import { afterEach, describe, expect, test, vi } from 'vitest';
import type { OtlpConfig } from '../../src/config/config.ts';
import { authorizationFor } from '../../src/export/authorization-for.ts';
import { createSender } from '../../src/export/create-sender.ts';
import { awsEndpointIn } from '../../src/support/aws-otlp.ts';
import { recordDiagnostics } from './diagnostics.ts';
import { exportConfig, otlpConfig } from './export-config.ts';
import { localXray, plainBody, refuse } from './local-xray.ts';
import { type Answer, inAMinute, status } from './otlp-endpoint.ts';
import { partialSuccess } from './partial-success.ts';
import { spanNames } from './received-spans.ts';
import { endedSpans } from './sample-spans.ts';

afterEach(() => vi.unstubAllEnvs());

const dropped = { unsent: [], dropped: 1 };

const keys = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 's3cret',
  sessionToken: 's3ssion-token',
};

function stubKeys({ accessKeyId, secretAccessKey, sessionToken }: typeof keys): void {
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', sessionToken);
}

/** An X-Ray that gives its answers in turn, and what sends spans to it. */
async function xray(answers: readonly Answer[] = [], changes: Partial<OtlpConfig> = {}) {
  stubKeys(keys);
  const state = { keys, now: Date.now };
  const { url, received, taken } = await localXray(state, ...answers);
  const otlp = otlpConfig(url, { protocol: 'http/json', auth: 'xray', ...changes });
  const send = createSender(exportConfig(url, { otlp }), { product: 'antifreeze/1.2.3' });
  return { state, received, taken, send };
}

test.each(['gzip', 'none'] as const)('requests are signed, compression %s', async (compression) => {
  const { send, taken } = await xray([], { compression, headers: { 'x-team': 'ä  b' } });

  const result = await send(endedSpans(2), inAMinute());

  expect(result).toEqual({ unsent: [], dropped: 0 });
  const bodies = taken.map((request) => ({ body: plainBody(request) }));
  expect(bodies.map(spanNames)).toEqual([['span-0', 'span-1']]);
  expect(taken[0]?.headers['user-agent']).toMatch(/^antifreeze/);
});

test('keys that have changed are used from the next request on', async () => {
  const { send, state, received } = await xray();
  await send(endedSpans(1), inAMinute());
  state.keys = { accessKeyId: 'AKIDOTHER', secretAccessKey: 'other', sessionToken: 'other-token' };
  stubKeys(state.keys);

  await send(endedSpans(1), inAMinute());

  expect(received).toHaveLength(2);
  expect(received[1]?.headers.authorization).toContain('AKIDOTHER');
});

test.each([-3_600_000, 3_600_000])('a clock that is %i ms off is set right once', async (skew) => {
  const { send, state, received, taken } = await xray();
  state.now = () => Date.now() + skew;

  for (let flush = 0; flush < 3; flush++) await send(endedSpans(1), inAMinute());

  expect(taken).toHaveLength(3);
  expect(received).toHaveLength(4);
});

test('a signature that is refused twice is told once, with what to do and no secret', async () => {
  const { send, state, received } = await xray();
  state.keys = { ...keys, secretAccessKey: 'another' };
  const lines = recordDiagnostics();

  const results = [await send(endedSpans(1), inAMinute()), await send(endedSpans(1), inAMinute())];

  expect(results).toEqual([dropped, dropped]);
  expect(received).toHaveLength(4);
  expect(lines).toEqual([
    expect.stringContaining('check the AWS credentials in the environment, and the clock'),
  ]);
  expect(lines.join()).not.toMatch(/s3cret|s3ssion/);
});

test.each([
  {
    what: 'a missing permission',
    answer: refuse(403, 'AccessDeniedException', 'not authorized to perform: xray:PutSpans'),
    advice:
      /answered 403: allow .*xray:PutSpans.* to the function's role \(it says: .*not authorized/,
  },
  {
    what: 'a Transaction Search that is off',
    answer: refuse(
      400,
      'InvalidRequestException',
      'The OTLP API is supported with CloudWatch Logs as a Trace Segment Destination.',
    ),
    advice: /answered 400: switch on Transaction Search in CloudWatch/,
  },
])('$what is told once, in one line, with what to do', async ({ answer, advice }) => {
  const { send, received } = await xray([answer]);
  const lines = recordDiagnostics();

  const results = [await send(endedSpans(1), inAMinute()), await send(endedSpans(1), inAMinute())];

  expect(results).toEqual([dropped, dropped]);
  expect(received).toHaveLength(2);
  expect(lines).toEqual([expect.stringMatching(advice)]);
});

test('without keys nothing is sent, and spans are kept', async () => {
  const { send, received } = await xray();
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', '');
  const lines = recordDiagnostics();

  const { unsent } = await send(endedSpans(1), inAMinute());

  expect(unsent).toHaveLength(1);
  expect(received).toHaveLength(0);
  expect(lines).toEqual([expect.stringMatching(/no credentials of the role/)]);
});

test.each([
  { by: '429', busy: status(429) },
  { by: '503', busy: status(503) },
  { by: "AWS's own code", busy: refuse(400, 'ThrottlingException', 'Rate exceeded') },
])('an endpoint that throttles with $by gets spans again, later', async ({ busy }) => {
  const { send, taken } = await xray([busy, busy, status(200)]);

  const result = await send(endedSpans(1), inAMinute());

  expect(result).toEqual({ unsent: [], dropped: 0 });
  expect(taken).toHaveLength(3);
});

test('as many spans go into a request as the endpoint takes', async () => {
  const { send, taken } = await xray();

  const result = await send(endedSpans(10_001), inAMinute());

  expect(result).toEqual({ unsent: [], dropped: 0 });
  expect(taken).toHaveLength(2);
  expect(taken.flatMap(spanNames)).toHaveLength(10_001);
});

test('spans that the endpoint rejects are counted, and told of', async () => {
  const partly: Answer = (response) =>
    response.end(partialSuccess('http/json', 2, 'older than 14 days'));
  const { send } = await xray([partly]);
  const lines = recordDiagnostics();

  const result = await send(endedSpans(3), inAMinute());

  expect(result).toEqual({ unsent: [], dropped: 2 });
  expect(lines).toEqual([expect.stringContaining('older than 14 days')]);
});

describe('what proves who sends', () => {
  const proofOf = (url: string, changes: Partial<OtlpConfig> = {}) =>
    authorizationFor(otlpConfig(url, changes))?.limits.items;

  test.each([
    { url: 'https://xray.eu-west-1.amazonaws.com/v1/traces', region: 'eu-west-1' },
    { url: 'https://xray-fips.us-east-1.amazonaws.com/v1/traces', region: 'us-east-1' },
    { url: 'https://xray.us-gov-west-1.amazonaws.com/v1/traces', region: 'us-gov-west-1' },
    { url: 'https://xray.cn-north-1.amazonaws.com.cn/v1/traces', region: 'cn-north-1' },
    { url: 'https://xray.eu-central-1.api.aws/v1/traces', region: 'eu-central-1' },
    {
      url: 'https://vpce-0a1b-2c3d.xray.ap-southeast-2.vpce.amazonaws.com/v1/traces',
      region: 'ap-southeast-2',
    },
  ])('a signature for $url', ({ url, region }) => {
    expect(awsEndpointIn(new URL(url).hostname)).toEqual({ service: 'xray', region });
    expect(proofOf(url)).toBe(10_000);
  });

  test.each([
    'http://xray.eu-west-1.amazonaws.com/v1/traces',
    'https://xray.eu-west-1.amazonaws.com.evil.example/v1/traces',
    'https://xray.example/v1/traces',
    'https://sqs.eu-west-1.amazonaws.com/v1/traces',
    'https://notxray.eu-west-1.amazonaws.com/v1/traces',
  ])('none for %s', (url) => {
    expect(proofOf(url)).toBeUndefined();
  });

  test('none where a header has one already, or where it is switched off', () => {
    const url = 'https://xray.eu-west-1.amazonaws.com/v1/traces';

    expect(proofOf(url, { headers: { authorization: 'Bearer token' } })).toBeUndefined();
    expect(proofOf(url, { auth: 'none' })).toBeUndefined();
  });
});
