import { afterEach, expect, test, vi } from 'vitest';
import { googleSecretStores } from '../../src/relay/google-secrets.ts';
import { createSecretResolver } from '../../src/relay/secrets.ts';
import { metadataServer } from '../export/metadata-server.ts';
import { type Answer, inAMinute, startEndpoint } from '../export/otlp-endpoint.ts';

afterEach(() => vi.unstubAllEnvs());

const secret = (text: string): Answer => {
  const data = Buffer.from(text).toString('base64');
  return (response) => response.end(JSON.stringify({ payload: { data } }));
};

/** A Secret Manager, and a way to resolve one header by it. */
async function startStore(...answers: readonly Answer[]) {
  const { origin, received } = await startEndpoint(...answers);
  vi.stubEnv('CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER', origin);
  const { host } = await metadataServer();
  vi.stubEnv('GCE_METADATA_HOST', host);
  const resolver = createSecretResolver(googleSecretStores());
  return { received, resolve: (header: string) => resolver({ header }, inAMinute()) };
}

test.each([
  { reference: 'projects/shop/secrets/otel/versions/3', version: '3' },
  { reference: 'projects/42/secrets/otel', version: 'latest' },
])('$reference is read from Secret Manager, with a token, once', async ({ reference, version }) => {
  const { received, resolve } = await startStore(secret('hush\n'));

  const resolved = [await resolve(`Bearer ${reference}`), await resolve(`Bearer ${reference}`)];

  const path = reference.replace(/\/versions.*/, '');
  const expected = { status: 'resolved', headers: { header: 'Bearer hush' } };
  expect(resolved).toEqual([expected, expected]);
  expect(received).toHaveLength(1);
  expect(received[0]).toMatchObject({
    method: 'GET',
    url: `/v1/${path}/versions/${version}:access`,
    headers: { authorization: 'Bearer token-1' },
  });
});

test('one value of a JSON secret can be named', async () => {
  const { resolve } = await startStore(secret('{"token":"$& of JSON"}'));

  expect(await resolve('projects/shop/secrets/otel#token')).toEqual({
    status: 'resolved',
    headers: { header: '$& of JSON' },
  });
});

test.each([
  {
    why: 'is not allowed',
    answer: ((response) =>
      response
        .writeHead(403)
        .end('{"error":{"status":"PERMISSION_DENIED","message":"no"}}')) satisfies Answer,
    cause: '403: PERMISSION_DENIED no',
  },
  {
    why: 'gets something else',
    answer: ((response) => response.end('{"payload":{"data":42')) satisfies Answer,
    cause: 'the answer holds none',
  },
])('whoever $why is told why, without the answer', async ({ answer, cause }) => {
  const { resolve } = await startStore(answer);

  expect(await resolve('projects/shop/secrets/otel')).toMatchObject({
    status: 'missing',
    error: {
      message: "the secret projects/shop/secrets/otel can't be read",
      cause: { message: cause },
    },
  });
});

test('a header may name a variable of the environment', async () => {
  const { received, resolve } = await startStore();
  vi.stubEnv('OTEL_TOKEN', 'hush');

  const resolved = await resolve('Bearer env:OTEL_TOKEN');
  const missing = await resolve('Bearer env:NO_TOKEN');

  expect(resolved).toEqual({ status: 'resolved', headers: { header: 'Bearer hush' } });
  expect(missing).toMatchObject({ error: { message: 'the variable NO_TOKEN is not set' } });
  expect(received).toEqual([]);
});

test('a secret of another cloud is an error, and not sent as it is written', async () => {
  const { resolve } = await startStore();

  expect(await resolve('Bearer ssm:/otel/key')).toMatchObject({
    status: 'missing',
    error: { message: "the secret ssm:/otel/key can't be read on this platform" },
  });
});
