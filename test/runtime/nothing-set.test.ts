import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes, startFunction } from '../../harness/lambda/index.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));

// Other tests give functions more time to send than a second, for which all settings are read.
describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test('a function that says nothing but where its spans go loses none', async () => {
    const collector = await startCollector();
    onTestFinished(() => collector.close());
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    const fn = await startFunction({ runtime, directory, handler: 'endings.handler', environment });
    onTestFinished(() => fn.close());
    const told = () =>
      collector.spans().flatMap(({ attributes }) => attributes['faas.invocation_id'] ?? []);

    const invoked: string[] = [];
    for (let call = 0; call < 5; call += 1) {
      const { requestId, status } = await fn.invoke({ ending: 'return', spans: 1 });
      expect(status).toBe('response');
      invoked.push(requestId);
      await fn.frozen();
    }
    // What a busy machine hasn't sent within a second goes with the next invocation.
    await expect
      .poll(async () => {
        await fn.invoke({ ending: 'return', spans: 0 });
        return invoked.filter((requestId) => !told().includes(requestId));
      })
      .toEqual([]);
  });
});
