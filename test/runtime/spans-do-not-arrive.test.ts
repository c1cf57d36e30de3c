import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttp2Server, createSecureServer } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import type { Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { createCertificates, tlsOptions } from '../../harness/collector/certificates.ts';
import { availableRuntimes, type RuntimeName } from '../../harness/lambda/index.ts';
import { deadPort, listen } from '../export/otlp-endpoint.ts';
import { startFunction } from '../start-function.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));
const secrets = /s3cret-value|pa55word|t0ken-value|czNjcmV0/;

/** Answers each request with a status, and repeats all that it got. */
function refusing(status: number, headers: Record<string, string> = {}) {
  let requests = 0;
  const listener: RequestListener = (request, response) => {
    requests += 1;
    const echo = `no: ${JSON.stringify(request.headers)} ${request.url} ${'x'.repeat(400)}`;
    response.writeHead(status, headers).end(echo);
  };
  return { server: createServer(listener), requests: () => requests };
}

/** What a function writes by default over three invocations, each of which sends spans to `url`. */
async function linesOf(
  runtime: RuntimeName,
  url: string | undefined,
  environment: Record<string, string> = {},
  afterEach: () => void = () => undefined,
): Promise<string[]> {
  const fn = await startFunction({
    runtime,
    directory,
    handler: 'spans.handler',
    environment: {
      ...(url && { OTEL_EXPORTER_OTLP_ENDPOINT: url.replace('//', '//user:pa55word@') }),
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=s3cret-value,authorization=Bearer%20t0ken-value',
      ...environment,
    },
  });
  for (let call = 0; call < 3; call++) {
    await fn.invoke({});
    await fn.frozen();
    afterEach();
  }
  await fn.close();
  return fn.logs.map(({ text }) => text).filter((text) => text.includes('antifreeze'));
}

const certificates = createCertificates();
afterAll(() => certificates.remove());

const page = { 'content-type': 'text/html; charset=utf-8' };

/** How long an invocation sends again at most. */
const brief = { ANTIFREEZE_FLUSH_TIMEOUT: '2000' };

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test.each([
    { status: 200, headers: page, advice: 'a web page is there' },
    {
      status: 301,
      headers: { location: '/x' },
      advice: 'set the endpoint to where it redirects to',
    },
    { status: 400, headers: {}, advice: 'see what it says' },
    { status: 401, headers: {}, advice: 'check the key in OTEL_EXPORTER_OTLP_HEADERS' },
    { status: 403, headers: page, advice: 'may send traces' },
    { status: 404, headers: {}, advice: 'check the path' },
    { status: 405, headers: {}, advice: 'check the path' },
    { status: 415, headers: {}, advice: 'set OTEL_EXPORTER_OTLP_PROTOCOL' },
  ])('an endpoint that answers $status is one line, and asked once by a flush', async (answer) => {
    const { server, requests } = refusing(answer.status, answer.headers);

    const lines = await linesOf(runtime, `http://${await listen(server)}`);

    expect(lines).toEqual([expect.stringContaining(answer.advice)]);
    expect(lines[0]).toMatch(/it says: no: /);
    expect(lines[0]?.split('it says: ')[1]?.length).toBeLessThanOrEqual(201);
    expect(lines.join()).not.toMatch(secrets);
    expect(requests()).toBe(3);
  });

  test.each([
    {
      title: 'a port that nobody listens on',
      advice: 'no collector listens there',
      start: deadPort,
    },
    {
      title: 'a host that is not known',
      advice: 'host name is not known',
      start: async () => 'nowhere.invalid',
    },
  ])('$title is one line', async ({ advice, start }) => {
    const lines = await linesOf(runtime, `http://${await start()}`);

    expect(lines).toEqual([expect.stringContaining(advice)]);
    expect(lines.join()).not.toMatch(secrets);
  });

  test.each([
    {
      title: 'a port for gRPC',
      scheme: 'http',
      advice: '4317 is for gRPC',
      create: () => createHttp2Server(),
    },
    {
      title: 'a port for gRPC over TLS',
      scheme: 'https',
      advice: '4317 is for gRPC',
      create: () => createSecureServer({ ...tlsOptions(certificates, false), allowHTTP1: false }),
    },
    {
      title: 'an untrusted certificate',
      scheme: 'https',
      advice: 'certificate is not trusted',
      create: () => createTlsServer(tlsOptions(certificates, false)),
    },
  ])('$title is one line, and one connection by a flush', async ({ scheme, advice, create }) => {
    const server = create() as unknown as Server;
    let connections = 0;
    server.on('connection', () => {
      connections += 1;
    });

    const lines = await linesOf(runtime, `${scheme}://${await listen(server)}`);

    expect(lines).toEqual([expect.stringContaining(advice)]);
    expect(connections).toBe(3);
  });

  test('no endpoint at all is one line', async () => {
    const lines = await linesOf(runtime, undefined);

    expect(lines).toEqual([expect.stringContaining('set OTEL_EXPORTER_OTLP_ENDPOINT to yours')]);
  });

  test.each([500, 502, 503, 504, 408])('an outage, %i, is none', async (status) => {
    const { server } = refusing(status);
    const quick = { ANTIFREEZE_FLUSH_TIMEOUT: '100' };

    const lines = await linesOf(runtime, `http://${await listen(server)}`, quick);

    expect(lines).toEqual([]);
  });

  test('that it is too much is one line', async () => {
    const { server } = refusing(429);

    const lines = await linesOf(runtime, `http://${await listen(server)}`, brief);

    expect(lines).toEqual([expect.stringContaining('fewer traces are sent')]);
  });

  test('an outage costs the first invocation its retries, and the others a request each', async () => {
    const { server, requests } = refusing(503);
    const after: number[] = [];

    await linesOf(runtime, `http://${await listen(server)}`, brief, () => after.push(requests()));

    const [first = 0, second = 0, third = 0] = after;
    expect([second - first, third - second]).toEqual([1, 1]);
  });

  test('an endpoint that asks for time is left alone, invocation after invocation', async () => {
    const { server, requests } = refusing(429, { 'retry-after': '60' });

    await linesOf(runtime, `http://${await listen(server)}`);

    expect(requests()).toBe(1);
  });
});
