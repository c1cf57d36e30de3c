import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { startFunction } from '../start-function.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));
let collector: Collector;

beforeAll(async () => {
  collector = await startCollector();
});
beforeEach(() => collector.clear());
afterAll(() => collector.close());

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  async function rootFor(tenantId: string | undefined, environment: Record<string, string>) {
    const fn = await startFunction({
      runtime,
      directory,
      handler: 'answers.handler',
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...environment },
    });
    await fn.invoke({}, tenantId === undefined ? {} : { tenantId });
    await fn.frozen();
    await fn.close();
    return collector.spans().find(({ attributes }) => attributes['faas.trigger'] !== undefined);
  }

  test('the root span has the tenant where that is asked for', async () => {
    const root = await rootFor('blue', { ANTIFREEZE_TENANT_ID: 'true' });

    expect(root?.attributes['aws.lambda.tenant_id']).toBe('blue');
  });

  test.each([
    { title: 'unless asked', tenantId: 'blue', environment: {} },
    { title: 'without one', tenantId: undefined, environment: { ANTIFREEZE_TENANT_ID: 'true' } },
  ])('nothing tells of a tenant $title', async ({ tenantId, environment }) => {
    const root = await rootFor(tenantId, environment);

    expect(root).toBeDefined();
    expect(JSON.stringify([root?.attributes, root?.resource])).not.toMatch(/tenant|blue/);
  });
});
