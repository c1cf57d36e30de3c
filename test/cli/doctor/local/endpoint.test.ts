import { createServer as createHttp2Server } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { startCollector } from '../../../../harness/collector/collector.ts';
import { selfSigned } from '../../../export/certificates.ts';
import {
  type Answer,
  deadPort,
  listen,
  never,
  startEndpoint,
  status,
} from '../../../export/otlp-endpoint.ts';
import { createFolder, diagnosisOf, runDoctorIn } from './local-doctor.ts';

const page: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>');
};

/** What is said of an endpoint, with `--endpoint`. */
async function judge(endpoint: string, variables: Record<string, string> = {}) {
  const { code, json } = await diagnosisOf(createFolder(), ['--endpoint', endpoint], variables);
  const [delivery] = json.deliveries;
  const [finding] = delivery?.findings ?? [];
  return {
    code,
    id: finding?.id,
    message: finding?.message,
    remedy: finding?.remedy,
    finding,
    delivery,
  };
}

test('a collector gets one span, and its trace is named', async () => {
  const collector = await startCollector();

  const { code, delivery, finding } = await judge(collector.url, {
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20S3CR3T',
  });
  const [span] = collector.spans();
  const { headers } = collector.requests()[0] ?? {};
  await collector.close();

  expect({ code, finding }).toEqual({ code: 0, finding: undefined });
  expect(span).toMatchObject({
    name: 'antifreeze doctor',
    traceId: delivery?.traceId,
    parentSpanId: undefined,
  });
  expect(headers?.authorization).toBe('Bearer S3CR3T');
});

test.each(['http/json', 'http/protobuf'])(
  'a span is sent as %s where that is set',
  async (protocol) => {
    const collector = await startCollector();

    const { code } = await judge(collector.url, { OTEL_EXPORTER_OTLP_PROTOCOL: protocol });
    const count = collector.spans().length;
    await collector.close();

    expect({ code, count }).toEqual({ code: 0, count: 1 });
  },
);

test('a refused connection', async () => {
  const { code, id, message } = await judge(`http://${await deadPort()}`);

  expect({ code, id }).toEqual({ code: 1, id: 'endpoint-unreachable' });
  expect(message).toContain('no collector listens there');
});

test('a name that nobody knows', async () => {
  const { id, message } = await judge('https://collector.invalid:4318');

  expect(id).toBe('endpoint-unreachable');
  expect(message).toContain('its host name is not known here');
});

test.each([
  { code: 401, says: 'check the key in OTEL_EXPORTER_OTLP_HEADERS' },
  { code: 403, says: 'check that the key in OTEL_EXPORTER_OTLP_HEADERS may send traces' },
  { code: 404, says: 'check the path' },
  { code: 405, says: 'check the path' },
  { code: 302, says: 'set the endpoint to where it redirects to' },
  { code: 500, says: 'answered 500' },
])('an answer of $code', async ({ code, says }) => {
  const { origin, received } = await startEndpoint(status(code, { location: '/login?key=S3CR3T' }));

  const judged = await judge(origin);

  expect(judged).toMatchObject({ code: 1, id: 'span-refused' });
  expect(judged.message?.slice(0, origin.length)).toBe(origin);
  expect(judged.message).toContain(`/v1/traces answered ${code}`);
  expect(judged.message).toContain(says);
  // A redirect isn't followed, and nothing is tried twice.
  expect(received).toHaveLength(1);
});

test('an endpoint that gets too much is a warning', async () => {
  const { origin } = await startEndpoint(status(429));

  const { code, id } = await judge(origin);

  expect({ code, id }).toEqual({ code: 0, id: 'endpoint-throttles' });
});

test('a web page', async () => {
  const { origin } = await startEndpoint(page);

  const { id, message } = await judge(origin);

  expect(id).toBe('span-refused');
  expect(message).toContain('a web page is there, and no collector');
});

test.each([
  { path: '/otlp', taken: '/v1/traces' },
  { path: '/otlp/v1/traces', taken: '/otlp/v1/traces' },
])('where spans are taken at $taken, $path leads there', async ({ path, taken }) => {
  const byPath: Answer = (response, { url }) => response.writeHead(url === taken ? 200 : 404).end();
  const { origin } = await startEndpoint(byPath);

  const { id, remedy, finding } = await judge(`${origin}${path}`);

  expect(id).toBe('span-refused');
  expect(remedy).toBe(`The span was taken at ${origin}${taken}.`);
  expect(finding?.lines[0]?.text).toBe(`OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=${origin}${taken}`);
});

test('a certificate that nobody vouches for, until its file is named', async () => {
  const { certificate: cert, key, certificateFile } = selfSigned('collector.example.com');
  const server = createTlsServer({ cert, key }, (request, response) => {
    request.resume().on('end', () => response.end());
  });
  const address = await listen(server);

  const untrusted = await judge(`https://${address}`);
  const elsewhere = await judge(`https://${address.replace('127.0.0.1', 'localhost')}`, {
    OTEL_EXPORTER_OTLP_CERTIFICATE: certificateFile,
  });
  const trusted = await judge(`https://${address}`, {
    OTEL_EXPORTER_OTLP_CERTIFICATE: certificateFile,
  });

  expect(untrusted.message).toContain('its certificate is not trusted');
  expect(elsewhere.message).toContain('its certificate is for another host name');
  expect(trusted).toMatchObject({ code: 0, id: undefined });
});

test('TLS where there is none', async () => {
  const { origin } = await startEndpoint();

  const { message } = await judge(origin.replace('http:', 'https:'));

  expect(message).toContain('it speaks no TLS there');
});

test('a server of gRPC, which speaks HTTP/2 only', async () => {
  const address = await listen(createHttp2Server());

  const { id, message } = await judge(`http://${address}`);

  expect(id).toBe('endpoint-unreachable');
  expect(message).toContain('it speaks no HTTP/1.1 there; take the OTLP/HTTP port, usually 4318');
});

test.each([
  ['takes a connection and says nothing', () => listen(createServer())],
  ['reads a request and never answers', async () => (await startEndpoint(never)).origin.slice(7)],
])('what %s is given up in time', async (_, start) => {
  const { id, message } = await judge(`http://${await start()}`, {
    OTEL_EXPORTER_OTLP_TIMEOUT: '500',
  });

  expect(id).toBe('endpoint-unreachable');
  expect(message).toContain('no answer in time');
});

test('a proxy that lets nobody through', async () => {
  const { origin } = await startEndpoint(status(407));

  const { message } = await judge('http://collector.example.com:4318', {
    NODE_USE_ENV_PROXY: '1',
    HTTP_PROXY: origin.replace('http://', 'http://me:S3CR3T@'),
  });

  expect(message).toContain('check HTTP_PROXY and its credentials');
});

test('an endpoint that takes the request and objects to the span', async () => {
  const body = JSON.stringify({
    partialSuccess: { rejectedSpans: '1', errorMessage: 'no key S3CR3T here' },
  });
  const { origin } = await startEndpoint((response) => response.end(body));

  const { code, id, message } = await judge(origin, {
    OTEL_EXPORTER_OTLP_HEADERS: 'x-key=S3CR3T',
  });

  expect({ code, id }).toEqual({ code: 0, id: 'span-rejected' });
  expect(message).toContain('no key *** here');
});

test('AWS without credentials, and without a region', async () => {
  const { code, id, message, remedy } = await judge('aws', { AWS_REGION: 'eu-west-1' });
  const nowhere = await diagnosisOf(createFolder(), ['--endpoint', 'aws']);

  expect({ code, id }).toEqual({ code: 0, id: 'credentials-missing' });
  expect(message).toContain('AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set');
  expect(remedy).toContain('aws configure export-credentials');
  expect(nowhere.code).toBe(2);
  expect(nowhere.json.notChecked.at(-1)?.reason).toContain('AWS_REGION');
});

test('Google without credentials', async () => {
  const { code, id, remedy } = await judge('google', { GCE_METADATA_HOST: await deadPort() });

  expect({ code, id }).toEqual({ code: 0, id: 'credentials-missing' });
  expect(remedy).toContain('gcloud auth print-access-token');
});

test('a relay or an exporter that sends nowhere is told, and nothing is sent', async () => {
  const { origin, received } = await startEndpoint();
  const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: origin };
  const queue = 'https://sqs.eu-west-1.amazonaws.com/123456789012/spans';

  const relayed = await diagnosisOf(createFolder(), [], {
    ...variables,
    ANTIFREEZE_RELAY: 'sqs',
    ANTIFREEZE_RELAY_QUEUE_URL: queue,
  });
  const printed = await diagnosisOf(createFolder(), [], {
    ...variables,
    OTEL_TRACES_EXPORTER: 'console',
  });

  expect(relayed.json.notChecked.at(-1)?.reason).toContain('they go through a queue');
  expect(printed.json.notChecked.at(-1)?.reason).toContain('OTEL_TRACES_EXPORTER=console');
  expect(received).toEqual([]);
});

test('nothing secret is printed, whatever an endpoint says', async () => {
  const echo: Answer = (response, { headers, url }) =>
    response.writeHead(403).end(JSON.stringify({ headers, url }));
  const { origin } = await startEndpoint(echo);
  const endpoint = `${origin.replace('//', '//me:S3CR3T-1@')}/?key=S3CR3T-2`;
  const variables = { OTEL_EXPORTER_OTLP_HEADERS: 'x-key=S3CR3T-3' };

  for (const args of [[], ['--json']]) {
    const { out, error } = await runDoctorIn(
      createFolder(),
      ['--endpoint', endpoint, ...args],
      variables,
    );

    expect(out).toContain('answered 403');
    expect(out + error).not.toContain('S3CR3T');
  }
});
