import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { startFunction } from '../start-function.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));
const found = { traceId: '0af7651916cd43dd8448eb211c80319c', parentSpanId: 'b7ad6b7169203331' };
const ofEvent = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', parentSpanId: '00f067aa0ba902b7' };
const fields = ({ traceId, parentSpanId }: typeof found) => ({
  traceparent: `00-${traceId}-${parentSpanId}-01`,
});

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test('what a handler extracts itself goes before what the event carries', async () => {
    const collector = await startCollector();
    onTestFinished(() => collector.close());
    const fn = await startFunction({
      runtime,
      directory,
      handler: 'extracting.handler',
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    });
    onTestFinished(() => fn.close());
    const event = { detail: { metadata: fields(found) }, ...fields(ofEvent) };
    const expected = {
      fields: found,
      context: found,
      platform: found,
      throwing: ofEvent,
      rejecting: ofEvent,
      nothing: ofEvent,
      plain: ofEvent,
    };

    for (const [handler, sender] of Object.entries(expected)) {
      collector.clear();
      const clientContext = { elsewhere: fields(found) };
      const { payload } = await fn.invoke({ handler, ...event }, { clientContext });
      await fn.frozen();
      const root = collector.spans().find(({ attributes }) => attributes['faas.trigger']);

      expect(payload, handler).toBe('"done"');
      expect(root, handler).toMatchObject(sender);
    }
    expect(fn.environmentsStarted).toBe(1);
  });
});
