import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { installCollector } from '../../harness/backends/install-collector.ts';
import type { RunningProgram } from '../../harness/backends/run-program.ts';
import { startOtelCollector } from '../../harness/backends/start-otel-collector.ts';
import { createCertificates } from '../../harness/collector/certificates.ts';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { freePort } from '../../harness/free-port.ts';
import type { LambdaFunction } from '../../harness/lambda/index.ts';
import { startFunction } from '../start-function.ts';
import { ifItCanBeHad } from './needs.ts';

const directory = fileURLToPath(new URL('../runtime/functions', import.meta.url));
const isThere = (await ifItCanBeHad('The Collector', installCollector)) !== undefined;
const collectorTest = test.runIf(isThere);

/** The root, two below it and, as all are cold starts, `init`. */
const spansOfInvocation = 4;
const names = ['function-under-test', 'init', 'work 0', 'work 1'];

interface Setting {
  readonly behind: Collector;
  readonly address: string;
  readonly collector: RunningProgram;
}

/** A Collector that hands on what it takes, with `http` for its receiver and `more` in its configuration. */
async function collectorWith(http: object, more: object = {}): Promise<Setting> {
  const behind = await startCollector();
  onTestFinished(() => behind.close());
  const address = `127.0.0.1:${await freePort()}`;
  const collector = await startOtelCollector(
    {
      receivers: { otlp: { protocols: { http: { endpoint: address, ...http } } } },
      exporters: { otlp_http: { endpoint: behind.url } },
      service: { pipelines: { traces: { receivers: ['otlp'], exporters: ['otlp_http'] } } },
    },
    more,
  );
  onTestFinished(() => collector.stop());
  return { behind, address, collector };
}

async function invoke(
  url: string,
  environment: Readonly<Record<string, string>> = {},
  handler = 'spans.handler',
): Promise<LambdaFunction> {
  const fn = await startFunction({
    directory,
    handler,
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: url, ...environment },
  });
  onTestFinished(() => fn.close());
  await fn.invoke({});
  await fn.frozen();
  return fn;
}

const ownLines = (fn: LambdaFunction) =>
  fn.logs.map(({ text }) => text).filter((text) => text.includes('antifreeze'));

async function namesBehind({ behind }: Setting): Promise<readonly string[]> {
  const spans = await behind.waitForSpans(spansOfInvocation, Date.now() + 20_000);
  return spans.map(({ name }) => name).sort();
}

collectorTest.each(
  ['http/protobuf', 'http/json'].flatMap((protocol) =>
    ['gzip', 'none'].map((compression) => ({ protocol, compression })),
  ),
)('it takes $protocol, compression $compression', async ({ protocol, compression }) => {
  const setting = await collectorWith({});

  const fn = await invoke(`http://${setting.address}`, {
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_EXPORTER_OTLP_COMPRESSION: compression,
  });

  expect(await namesBehind(setting)).toEqual(names);
  expect(ownLines(fn)).toEqual([]);
});

const schemes = [
  {
    scheme: 'a bearer token',
    extension: { bearertokenauth: { token: 'open-sesame' } },
    right: 'authorization=Bearer%20open-sesame',
    wrong: 'authorization=Bearer%20let-me-in',
  },
  {
    scheme: 'a name and a password',
    extension: { basicauth: { htpasswd: { inline: 'shop:open-sesame' } } },
    right: `authorization=Basic%20${btoa('shop:open-sesame')}`,
    wrong: `authorization=Basic%20${btoa('shop:let-me-in')}`,
  },
];

collectorTest.each(schemes)('it lets in who has $scheme, and nobody else', async (each) => {
  const [authenticator = ''] = Object.keys(each.extension);
  const setting = await collectorWith(
    { auth: { authenticator } },
    { extensions: each.extension, service: { extensions: [authenticator] } },
  );

  const refused = await invoke(`http://${setting.address}`, {
    OTEL_EXPORTER_OTLP_HEADERS: each.wrong,
  });
  const admitted = await invoke(`http://${setting.address}`, {
    OTEL_EXPORTER_OTLP_HEADERS: each.right,
  });

  expect(await namesBehind(setting)).toEqual(names);
  expect(ownLines(admitted)).toEqual([]);
  expect(ownLines(refused)).toEqual([expect.stringContaining('401')]);
  expect(ownLines(refused).join()).not.toContain(each.wrong.split('%20')[1]);
});

collectorTest.each([
  { title: 'it speaks TLS', isMutual: false },
  { title: 'it wants a certificate of the function, too', isMutual: true },
])('$title', async ({ isMutual }) => {
  const { server, client, remove } = createCertificates();
  onTestFinished(remove);
  const setting = await collectorWith({
    tls: {
      cert_file: server.certificate,
      key_file: server.key,
      ...(isMutual && { client_ca_file: client.certificate }),
    },
  });

  const fn = await invoke(`https://${setting.address}`, {
    OTEL_EXPORTER_OTLP_CERTIFICATE: server.certificate,
    ...(isMutual && {
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: client.certificate,
      OTEL_EXPORTER_OTLP_CLIENT_KEY: client.key,
    }),
  });

  expect(ownLines(fn)).toEqual([]);
  expect(await namesBehind(setting)).toEqual(names);
});

collectorTest('what its memory limiter refuses arrives when it has room again', async () => {
  const full = await collectorWith(
    {},
    {
      processors: { memory_limiter: { check_interval: '100ms', limit_mib: 1 } },
      service: { pipelines: { traces: { processors: ['memory_limiter'] } } },
    },
  );
  await vi.waitFor(() => expect(full.collector.log()).toContain('Refusing data'), 20_000);
  const fn = await invoke(`http://${full.address}`);
  await full.collector.stop();
  const behind = await startCollector();
  onTestFinished(() => behind.close());
  const roomy = await startOtelCollector({
    receivers: { otlp: { protocols: { http: { endpoint: full.address } } } },
    exporters: { otlp_http: { endpoint: behind.url } },
    service: { pipelines: { traces: { receivers: ['otlp'], exporters: ['otlp_http'] } } },
  });
  onTestFinished(() => roomy.stop());

  await vi.waitFor(
    async () => {
      await fn.invoke({ spans: 0 });
      await fn.frozen();
      expect(behind.spans().map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    },
    { timeout: 60_000, interval: 500 },
  );

  expect(full.behind.spans()).toEqual([]);
  expect(new Set(behind.spans().map(({ spanId }) => spanId)).size).toBe(behind.spans().length);
});

collectorTest('its tail sampling keeps whole the traces that failed, and no others', async () => {
  const policy = { name: 'errors', type: 'status_code', status_code: { status_codes: ['ERROR'] } };
  const setting = await collectorWith(
    {},
    {
      processors: { tail_sampling: { decision_wait: '2s', policies: [policy] } },
      service: { pipelines: { traces: { processors: ['tail_sampling'] } } },
    },
  );
  await invoke(`http://${setting.address}`);

  await invoke(`http://${setting.address}`, {}, 'spans.hang');

  const spans = await setting.behind.waitForSpans(3, Date.now() + 30_000);
  expect(spans.map(({ name }) => name).sort()).toEqual(['function-under-test', 'hangs', 'init']);
});

collectorTest('resource and scope name the release of the conventions', async () => {
  const setting = await collectorWith(
    {},
    {
      exporters: { debug: { verbosity: 'detailed' } },
      service: { pipelines: { traces: { exporters: ['otlp_http', 'debug'] } } },
    },
  );

  await invoke(`http://${setting.address}`);
  await namesBehind(setting);

  const log = setting.collector.log();
  expect(log).toContain('Resource SchemaURL: https://opentelemetry.io/schemas/1.44.0');
  expect(log).toMatch(
    /ScopeSpans SchemaURL: https:\/\/opentelemetry\.io\/schemas\/1\.44\.0\s*\n.*antifreeze/,
  );
});
