import { describe, expect, test } from 'vitest';
import {
  availableRuntimes,
  type FunctionSettings,
  type LambdaFunction,
} from '../../harness/lambda/index.ts';
import { readEvent } from '../aws/triggers/events.ts';
import { useFunctions } from './use-functions.ts';

const fixture = useFunctions({
  handler: 'warm.handler',
});
const sender = 'antifreeze/export/create-flush.js';

/** What the process is like as its first invocation begins. */
interface State {
  readonly compiled: readonly string[];
  readonly seen: readonly string[];
  readonly sockets: readonly string[];
  readonly files: readonly string[];
}

async function firstInvocation(
  type: string,
  settings: Partial<FunctionSettings>,
): Promise<State & Pick<LambdaFunction, 'logs'>> {
  const fn = await fixture.start({
    ...settings,
    environment: { AWS_LAMBDA_INITIALIZATION_TYPE: type },
  });
  const { payload } = await fn.invoke(readEvent('api-gateway-http/custom-domain'));
  await fixture.collector.waitForSpans(
    (spans) => spans.some(({ name }) => name === root),
    Date.now() + 60_000,
  );
  return { ...JSON.parse(payload), logs: fn.logs };
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
      const { compiled, seen, sockets, files, logs } = await firstInvocation(type, { runtime });

      expect(compiled).toContain(sender);
      expect(seen).toEqual([root, 'work']);
      expect(sockets).toEqual([]);
      expect(files).toEqual(['antifreeze']);
      expect(fixture.collector.spans().map(({ name }) => name)).toEqual(['work', root]);
      expect(fixture.collector.requests()).toHaveLength(1);
      expect(logs).toEqual([]);
    },
  );
});

test('Managed Instances begin with all compiled, too', async () => {
  const settings = { runtime: 'nodejs24.x', concurrency: 2 } as const;
  const { compiled, seen, logs } = await firstInvocation('lambda-managed-instances', settings);

  expect(compiled).toContain(sender);
  expect(seen).toEqual([root, 'work']);
  expect(fixture.collector.spans().map(({ name }) => name)).toEqual(['work', root]);
  expect(logs).toEqual([]);
});
