import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes, startFunction } from '../../harness/lambda/index.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));
let collector: Collector;

beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.close());

/** So many of each kind of place. */
const each = 50;
const secrets: string[] = [];
const plant = () => {
  const secret = `s3cret${randomBytes(9).toString('hex')}`;
  secrets.push(secret);
  return secret;
};
const headers = (prefix: string) =>
  Array.from({ length: each }, (_, index) => `x-${prefix}-${index}=${plant()}`).join();

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test('none of 200 secrets in headers, variables and URLs is in a span, a record or a line', async () => {
    const { port } = new URL(collector.url);
    const variables = Array.from({ length: each }, (_, index) => [`KEY_${index}`, plant()]);
    const queries = Array.from({ length: each }, () => `key=${plant()}`).join('&');
    const fn = await startFunction({
      runtime,
      directory,
      handler: 'logs.handler',
      environment: {
        ...Object.fromEntries(variables),
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        // A path that nobody has, so that a refusal is told.
        OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `http://user:${plant()}@127.0.0.1:${port}/nowhere?${queries}`,
        OTEL_EXPORTER_OTLP_HEADERS: headers('all'),
        OTEL_EXPORTER_OTLP_LOGS_HEADERS: headers('logs'),
        OTEL_LOG_LEVEL: 'debug',
        OTEL_LOGS_EXPORTER: 'otlp',
        ANTIFREEZE_CAPTURE_CONSOLE: 'true',
      },
    });
    onTestFinished(() => fn.close());

    for (let call = 0; call < 3; call++) {
      await fn.invoke({});
      await fn.frozen();
    }

    const said = JSON.stringify([collector.spans(), collector.logs(), fn.logs], (_key, value) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    expect(secrets.length).toBeGreaterThanOrEqual(200);
    expect(said).toContain('/nowhere answered 404');
    const planted = new Set(secrets);
    const told = [...planted].filter((secret) => said.includes(secret));
    expect(told).toEqual([]);
  });
});
