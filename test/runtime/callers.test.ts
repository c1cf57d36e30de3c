import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { clientsAvailable, clientsFolder } from '../../harness/http-clients/http-clients.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { startServer } from '../instrumentation/overlapping/server.ts';
import { startFunction } from '../start-function.ts';

const directory = fileURLToPath(new URL('functions/', import.meta.url));

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
});
beforeEach(() => collector.clear());
afterAll(() => collector.close());

/** Lambda Managed Instances are of Node.js 24 only. */
const environments = availableRuntimes().flatMap(({ name }) =>
  (name === 'nodejs24.x' ? [1, 2] : [1]).map((concurrency) => [name, concurrency] as const),
);

describe.runIf(clientsAvailable())('calls that wait', () => {
  test.each(environments)(
    'on %s with %i invocations at once: each is a call of its own invocation',
    async (runtime, concurrency) => {
      const [server, grpc] = await Promise.all([startServer('http'), startServer('grpc')]);
      const fn = await startFunction({
        runtime,
        directory,
        handler: 'callers.handler',
        timeoutMs: 60_000,
        ...(concurrency > 1 && { concurrency }),
        environment: {
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
          CLIENTS: clientsFolder,
          SERVER: server.url,
          GRPC: new URL(grpc.url).host,
        },
      });
      onTestFinished(() => fn.close());

      await Promise.all(['ann', 'bob'].map((user) => fn.invoke({ user })));
      await expect.poll(() => collector.spans().length).toBeGreaterThan(27);

      const spans = collector.spans();
      const traceOf = new Map<string, string>();
      for (const { user, root } of invocations(spans)) {
        traceOf.set(user, root.traceId);
        const own = spans.filter(({ parentSpanId }) => parentSpanId === root.spanId);
        const urls = own.map(({ attributes }) => String(attributes['url.full'] ?? ''));
        expect(urls.filter((url) => url === `${server.url}/${user}`)).toHaveLength(12);
        expect(urls.filter((url) => url.endsWith(`/${user}/Call`))).toHaveLength(1);
      }
      expect(server.received).toHaveLength(24);
      for (const { invocation: user, traceparent, baggage } of server.received) {
        expect(traceparent?.split('-')[1]).toBe(traceOf.get(user));
        expect(baggage).toBe(`user=${user}`);
      }
    },
  );
});

/** Each root with the user whom its first call names. */
function invocations(spans: ReturnType<Collector['spans']>) {
  const roots = spans.filter(({ name }) => name === 'function-under-test');
  expect(roots).toHaveLength(2);
  return roots.map((root) => {
    const child = spans.find(
      ({ parentSpanId, attributes }) => parentSpanId === root.spanId && attributes['url.full'],
    );
    return { root, user: String(child?.attributes['url.full']).split('/')[3] ?? '' };
  });
}
