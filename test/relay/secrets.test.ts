import { afterEach, expect, test, vi } from 'vitest';
import { awsSecretStores } from '../../src/relay/aws-secrets.ts';
import { createSecretResolver } from '../../src/relay/secrets.ts';
import { type Answer, inAMinute, startEndpoint, status } from '../export/otlp-endpoint.ts';

afterEach(() => vi.unstubAllEnvs());

const answering =
  (body: object): Answer =>
  (response) =>
    response.end(JSON.stringify(body));

/** Secrets Manager and Parameter Store in one. */
async function startStore(...answers: readonly Answer[]) {
  const { origin, received } = await startEndpoint(...answers);
  vi.stubEnv('AWS_ENDPOINT_URL', origin);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a-secret-key');
  const calls = () =>
    received.map(({ headers, body }) => [headers['x-amz-target'], JSON.parse(body.toString())]);
  return { received, calls };
}

test('a header without a reference stays as it is, and nobody is asked', async () => {
  const { received } = await startStore(status(500));

  const headers = { authorization: 'Bearer abc', 'x-note': 'not-ssm:it' };
  const resolved = await createSecretResolver(awsSecretStores)(headers, inAMinute());

  expect(resolved).toEqual({ status: 'resolved', headers });
  expect(received).toHaveLength(0);
});

test.each([
  {
    reference: 'secretsmanager:otel/key',
    answer: { SecretString: 'the secret\n' },
    call: ['secretsmanager.GetSecretValue', { SecretId: 'otel/key' }],
    value: 'the secret',
  },
  {
    reference:
      'Bearer secretsmanager:arn:aws:secretsmanager:us-east-1:123456789012:secret:otel-AbCdEf#token',
    answer: { SecretString: '{"token":"$& of JSON"}' },
    call: [
      'secretsmanager.GetSecretValue',
      { SecretId: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:otel-AbCdEf' },
    ],
    value: 'Bearer $& of JSON',
  },
  {
    reference: 'ssm:/otel/key',
    answer: { Parameter: { Value: 'the parameter' } },
    call: ['AmazonSSM.GetParameter', { Name: '/otel/key', WithDecryption: true }],
    value: 'the parameter',
  },
])('$reference is replaced by what it names', async ({ reference, answer, call, value }) => {
  const { calls } = await startStore(answering(answer));

  const resolved = await createSecretResolver(awsSecretStores)(
    { authorization: reference },
    inAMinute(),
  );

  expect(resolved).toEqual({ status: 'resolved', headers: { authorization: value } });
  expect(calls()).toEqual([call]);
});

test("a secret is asked for in its ARN's region", async () => {
  const { received } = await startStore(answering({ SecretString: 'x' }));
  const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:otel-AbCdEf';

  await createSecretResolver(awsSecretStores)(
    { authorization: `secretsmanager:${arn}` },
    inAMinute(),
  );

  expect(received[0]?.headers.authorization).toContain('/us-east-1/secretsmanager/aws4_request');
});

test('a secret is read once, and again after five minutes', async () => {
  const { received } = await startStore(answering({ Parameter: { Value: 'x' } }));
  let now = 0;
  const resolve = createSecretResolver(awsSecretStores, () => now);
  const resolveAt = async (time: number) => {
    now = time;
    await resolve({ authorization: 'ssm:/otel/key' }, inAMinute());
    return received.length;
  };

  const asked = [await resolveAt(0), await resolveAt(299_000), await resolveAt(301_000)];

  expect(asked).toEqual([1, 1, 2]);
});

test.each([
  ['is refused', status(400), 'ssm:/otel/key'],
  ['is no text', answering({ Parameter: {} }), 'ssm:/otel/key'],
  ['is not JSON', answering({ Parameter: { Value: 'hush-hush' } }), 'ssm:/otel/key#token'],
  [
    'lacks the key',
    answering({ Parameter: { Value: '{"a":"hush-hush"}' } }),
    'ssm:/otel/key#token',
  ],
])(
  'a secret that %s is missing, and the reason does not hold it',
  async (_name, answer, reference) => {
    await startStore(answer);

    const resolved = await createSecretResolver(awsSecretStores)(
      { authorization: reference },
      inAMinute(),
    );

    const reason = resolved.status === 'missing' && resolved.error.message;
    expect(reason).toContain('/otel/key');
    expect(reason).not.toContain('hush');
  },
);
