import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import {
  availableRuntimes,
  type FunctionSettings,
  type LambdaFunction,
  startFunction,
} from '../../harness/lambda/index.ts';
import { readEvent } from '../aws/triggers/events.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));
const sender = 'antifreeze/export/create-flush.js';
let collector: Collector;
let started: LambdaFunction | undefined;

beforeEach(async () => {
  collector = await startCollector();
});
afterEach(async () => {
  await started?.close();
  await collector.close();
});

/** What the process is like as its first invocation begins. */
interface State {
  readonly compiled: readonly string[];
  readonly seen: readonly string[];
  readonly sockets: readonly string[];
  readonly files: readonly string[];
}

async function firstInvocation(type: string, settings: Partial<FunctionSettings>): Promise<State> {
  started = await startFunction({
    directory,
    handler: 'warm.handler',
    timeoutMs: 20_000,
    ...settings,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      AWS_LAMBDA_INITIALIZATION_TYPE: type,
      ANTIFREEZE_FLUSH_TIMEOUT: '15000',
    },
  });
  const { payload } = await started.invoke(readEvent('api-gateway-http/custom-domain'));
  await collector.waitForSpans(
    (spans) => spans.some(({ name }) => name === root),
    Date.now() + 15_000,
  );
  return JSON.parse(payload);
}

const root = 'GET /orders/{orderId}';

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test('what a flush needs is not compiled where a caller waits for the initialisation', async () => {
    const { compiled } = await firstInvocation('on-demand', { runtime });

    expect(compiled).not.toContain(sender);
  });

  test.each(['provisioned-concurrency', 'snap-start'])(
    'all is compiled ahead of the first invocation by %s, of which nothing shows',
    async (type) => {
      const { compiled, seen, sockets, files } = await firstInvocation(type, { runtime });

      expect(compiled).toContain(sender);
      expect(seen).toEqual([root, 'work']);
      expect(sockets).toEqual([]);
      expect(files).toEqual(['antifreeze']);
      expect(collector.spans().map(({ name }) => name)).toEqual(['work', root]);
      expect(collector.requests()).toHaveLength(1);
      expect(started?.logs).toEqual([]);
    },
  );
});

test('Managed Instances begin with all compiled, too', async () => {
  const settings = { runtime: 'nodejs24.x', concurrency: 2 } as const;
  const { compiled, seen } = await firstInvocation('lambda-managed-instances', settings);

  expect(compiled).toContain(sender);
  expect(seen).toEqual([root, 'work']);
  expect(collector.spans().map(({ name }) => name)).toEqual(['work', root]);
  expect(started?.logs).toEqual([]);
});
