import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { startFunction } from '../start-function.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));
let collector: Collector;

beforeAll(async () => {
  collector = await startCollector();
});
afterEach(() => collector.clear());
afterAll(() => collector.close());

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test.each([
    { how: 'with an error', message: 'no more', said: /no more/ },
    { how: 'without a word', message: undefined, said: /socket hang up/ },
  ])(
    'a stream that its handler destroys $how is an error, by the next process',
    async ({ message, said }) => {
      const fn = await startFunction({
        directory,
        runtime,
        handler: 'broken-streams.handler',
        environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
      });

      // The runtime ends the process for that.
      const { requestId, status } = await fn.invoke({ giveUp: true, message });
      await fn.invoke({});
      await fn.frozen();
      await fn.close();

      const root = collector
        .spans()
        .find(({ attributes }) => attributes['faas.invocation_id'] === requestId);
      expect(status).not.toBe('response');
      expect(root?.status).toEqual({ code: 'error', message: expect.stringMatching(said) });
    },
  );

  test('the root span lasts to the last byte, and tells of the first', async () => {
    const fn = await startFunction({
      directory,
      runtime,
      handler: 'broken-streams.handler',
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    });

    const { payload, requestId } = await fn.invoke({});
    await fn.frozen();
    await fn.close();

    const root = collector
      .spans()
      .find(({ attributes }) => attributes['faas.invocation_id'] === requestId);
    expect(payload).toBe('firstlast');
    expect(root?.events.map(({ name }) => name)).toEqual(['http.response.first_byte']);
    // So long the handler waits in between.
    const { start = 0n, end = 0n, events: [first] = [] } = root ?? {};
    expect(first?.time).toBeGreaterThanOrEqual(start);
    expect(end - (first?.time ?? end)).toBeGreaterThanOrEqual(19_000_000n);
  });

  test('a stream of more than 6 MB is a success, as long as it lasts', async () => {
    const fn = await startFunction({
      directory,
      runtime,
      handler: 'broken-streams.large',
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    });

    const { payload, times } = await fn.invoke({ megabytes: 8 });
    await fn.frozen();
    await fn.close();

    const root = collector.spans().find(({ attributes }) => attributes['faas.invocation_id']);
    expect(payload).toHaveLength(8 * 1024 * 1024);
    expect(root?.status.code).toBe('unset');
    const [first] = root?.events ?? [];
    expect(first?.name).toBe('http.response.first_byte');
    expect(first?.time).toBeLessThan(root?.end ?? 0n);
    expect(times.firstByteMs).toBeLessThan(times.responseMs);
  });
});
