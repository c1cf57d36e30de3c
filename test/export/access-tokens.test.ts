import { expect, test } from 'vitest';
import { metadataTokens } from '../../src/export/access-tokens.ts';
import { metadataServer } from './metadata-server.ts';
import { deadPort, inAMinute, never, startEndpoint, status } from './otlp-endpoint.ts';

test('a token is asked for once, as the metadata server wants it, and kept', async () => {
  const { host, received } = await metadataServer();
  const tokens = metadataTokens(host);

  const given = await Promise.all([tokens.get(inAMinute()), tokens.get(inAMinute())]);
  given.push(await tokens.get(inAMinute()));

  expect(given).toEqual(['token-1', 'token-1', 'token-1']);
  expect(received).toHaveLength(1);
  expect(received[0]).toMatchObject({
    method: 'GET',
    url: '/computeMetadata/v1/instance/service-accounts/default/token',
    headers: { 'metadata-flavor': 'Google' },
  });
});

test('shortly before it expires a token is renewed beside the work', async () => {
  const { host, received } = await metadataServer();
  let now = 0;
  const tokens = metadataTokens(host, () => now);
  await tokens.get(inAMinute());

  now = 3_600_000 - 200_000;
  const meanwhile = await tokens.get(inAMinute());
  await expect.poll(() => received.length).toBe(2);

  await expect.poll(() => tokens.get(inAMinute())).toBe('token-2');
  expect(meanwhile).toBe('token-1');
});

test('a token that has expired is never given out', async () => {
  const { host } = await metadataServer();
  let now = 0;
  const tokens = metadataTokens(host, () => now);
  await tokens.get(inAMinute());

  now = 3_600_000;

  expect(await tokens.get(inAMinute())).toBe('token-2');
});

test('a token that was refused is replaced, but not the one that came after it', async () => {
  const { host } = await metadataServer();
  const tokens = metadataTokens(host);
  const first = await tokens.get(inAMinute());

  tokens.refused(first);
  const second = await tokens.get(inAMinute());
  tokens.refused(first);

  expect([second, await tokens.get(inAMinute())]).toEqual(['token-2', 'token-2']);
});

test.each([
  { name: 'is not there', start: deadPort },
  { name: 'refuses', start: async () => new URL((await startEndpoint(status(403))).origin).host },
  {
    name: 'answers something else',
    start: async () =>
      new URL((await startEndpoint((response) => response.end('{"access_token":"half'))).origin)
        .host,
  },
])('a metadata server that $name gives a clear error', async ({ start }) => {
  const host = await start();

  const error = await metadataTokens(host)
    .get(inAMinute())
    .catch((thrown) => thrown);

  expect(String(error)).toBe(`Error: the metadata server at ${host} gave no access token`);
});

test('nobody waits for the metadata server beyond the deadline', async () => {
  const { origin } = await startEndpoint(never);
  const tokens = metadataTokens(new URL(origin).host);
  const started = Date.now();

  await expect(tokens.get(started + 100)).rejects.toThrow('gave no access token');

  expect(Date.now() - started).toBeLessThan(2_500);
});
