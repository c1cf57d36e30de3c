import { afterEach, expect, test, vi } from 'vitest';
import type { OtlpConfig } from '../../src/config/config.ts';
import { authorizationFor } from '../../src/export/authorization-for.ts';
import { createSender } from '../../src/export/create-sender.ts';
import { recordDiagnostics } from './diagnostics.ts';
import { exportConfig, otlpConfig } from './export-config.ts';
import {
  type Answer,
  deadPort,
  inAMinute,
  ok,
  type Received,
  startEndpoint,
  status,
} from './otlp-endpoint.ts';
import { partialSuccess } from './partial-success.ts';
import { endedSpans } from './sample-spans.ts';

afterEach(() => vi.unstubAllEnvs());

/** Takes a request only with the latest token that the metadata server has given out, and for the project. */
async function telemetryApi(answers: readonly Answer[] = [ok], lifetime = 3_600) {
  let given = 0;
  const metadata = await startEndpoint((response, { url, headers }) => {
    if (headers['metadata-flavor'] !== 'Google') response.writeHead(403).end();
    else if (url?.endsWith('/project-id')) response.end('shop-1\n');
    else response.end(JSON.stringify({ access_token: `t0ken-${++given}`, expires_in: lifetime }));
  });
  vi.stubEnv('GCE_METADATA_HOST', new URL(metadata.origin).host);
  const taken: Received[] = [];
  const api = await startEndpoint((response, request) => {
    const { authorization, 'x-goog-user-project': project } = request.headers;
    if (authorization !== `Bearer t0ken-${given}`) response.writeHead(401).end();
    else if (project !== 'shop-1') response.writeHead(403).end();
    else (answers[Math.min(taken.push(request), answers.length) - 1] ?? ok)(response, request);
  });
  const tokens = () => metadata.received.filter(({ url }) => url?.endsWith('/token')).length;
  return { ...api, taken, metadata, tokens, revoke: () => ++given };
}

function sendTo(url: string, changes: Partial<OtlpConfig> = {}) {
  const otlp = otlpConfig(url, { auth: 'google', ...changes });
  return createSender(exportConfig(url, { otlp }), { product: 'antifreeze/1.2.3' });
}

const sent = { unsent: [], dropped: 0 };

test('requests have a token of the service account, and the project', async () => {
  const { url, taken, tokens } = await telemetryApi();
  const send = sendTo(url);

  const results = [await send(endedSpans(1), inAMinute()), await send(endedSpans(1), inAMinute())];

  expect(results).toEqual([sent, sent]);
  expect(taken).toHaveLength(2);
  expect(tokens()).toBe(1);
});

test('the project of the environment and of a header are as good', async () => {
  const { url, taken } = await telemetryApi();

  vi.stubEnv('GOOGLE_CLOUD_PROJECT', 'shop-1');
  await sendTo(url)(endedSpans(1), inAMinute());
  vi.stubEnv('GOOGLE_CLOUD_PROJECT', 'other');
  await sendTo(url, { headers: { 'x-goog-user-project': 'shop-1' } })(endedSpans(1), inAMinute());

  expect(taken).toHaveLength(2);
});

test('a token is renewed before it expires', async () => {
  const { url, taken, tokens } = await telemetryApi([ok], 5);
  const send = sendTo(url);

  for (let flush = 0; flush < 2; flush++) await send(endedSpans(1), inAMinute());

  expect(taken).toHaveLength(2);
  expect(tokens()).toBeGreaterThan(1);
});

test('a token that is refused is renewed once', async () => {
  const { url, taken, revoke, received } = await telemetryApi();
  const send = sendTo(url);
  await send(endedSpans(1), inAMinute());
  revoke();

  const result = await send(endedSpans(1), inAMinute());

  expect(result).toEqual(sent);
  expect(received).toHaveLength(3);
  expect(taken).toHaveLength(2);
});

test('a refusal is told once, with what to do and without the token', async () => {
  const denied: Answer = (response, { headers }) =>
    response.writeHead(403).end(`SERVICE_DISABLED ${headers.authorization}`);
  const { url } = await telemetryApi([denied]);
  const send = sendTo(url);
  const lines = recordDiagnostics();

  for (let flush = 0; flush < 2; flush++) await send(endedSpans(1), inAMinute());

  expect(lines).toEqual([
    expect.stringMatching(/enable the Telemetry API.*telemetry\.tracesWriter.*SERVICE_DISABLED/),
  ]);
  expect(lines.join()).not.toContain('t0ken');
});

test('an endpoint that throttles gets spans again, later', async () => {
  const { url, taken } = await telemetryApi([status(429), ok]);

  expect(await sendTo(url)(endedSpans(1), inAMinute())).toEqual(sent);
  expect(taken).toHaveLength(2);
});

test('what it takes in part is not sent again, and what is too large for it goes in halves', async () => {
  const says = 'Request payload size exceeds the limit';
  const tooLarge: Answer = (response) => response.writeHead(400).end(says);
  const partly: Answer = (response) =>
    response.end(partialSuccess('http/protobuf', 1, 'an attribute is too long'));
  const { url, taken } = await telemetryApi([tooLarge, ok, partly]);
  const lines = recordDiagnostics();

  const result = await sendTo(url)(endedSpans(4), inAMinute());

  expect(result).toEqual({ unsent: [], dropped: 1 });
  expect(taken).toHaveLength(3);
  expect(lines).toEqual([expect.stringContaining('an attribute is too long')]);
});

test('where there is no token nothing is sent, and spans are kept', async () => {
  const { url, received } = await telemetryApi();
  vi.stubEnv('GCE_METADATA_HOST', await deadPort());
  const lines = recordDiagnostics();

  const { unsent } = await sendTo(url)(endedSpans(1), inAMinute());

  expect(unsent).toHaveLength(1);
  expect(received).toHaveLength(0);
  expect(lines).toEqual([expect.stringMatching(/no credentials.*service account/)]);
});

test('a token is sent to Google, or where the setting says, but never in the clear', async () => {
  await telemetryApi();
  const lines = recordDiagnostics();
  const proofOf = (url: string, changes: Partial<OtlpConfig> = {}) =>
    authorizationFor(otlpConfig(url, changes))?.limits.items;

  expect(proofOf('https://telemetry.googleapis.com/v1/traces')).toBe(Number.POSITIVE_INFINITY);
  expect(proofOf('https://proxy.example/v1/traces', { auth: 'google' })).toBeDefined();
  expect(proofOf('https://telemetry.googleapis.com.evil.example/v1/traces')).toBeUndefined();
  expect(proofOf('http://telemetry.googleapis.com/v1/traces')).toBeUndefined();
  expect(lines).toEqual([]);
  expect(proofOf('http://proxy.example/v1/traces', { auth: 'google' })).toBeUndefined();
  expect(lines).toEqual([expect.stringContaining('no access token is sent')]);
});
