import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import {
  arePatchingLibrariesInstalled,
  patchingLibraries,
} from '../../harness/patching-libraries/patching-libraries.ts';
import { startFunction } from '../start-function.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));
let collector: Collector;

beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.close());

describe.skipIf(!arePatchingLibrariesInstalled()).each(availableRuntimes())(
  'on $name',
  ({ name: runtime }) => {
    test.each([
      { library: 'xray', order: 'antifreeze first' },
      { library: 'xray', order: 'library first' },
      { library: 'powertools', order: 'antifreeze first' },
      { library: 'powertools', order: 'library first' },
      { library: 'nock', order: 'antifreeze first' },
      { library: 'msw', order: 'antifreeze first' },
      { library: 'msw', order: 'library first' },
    ])('$library sees no export, $order', async ({ library, order }) => {
      collector.clear();
      const fn = await startFunction({
        runtime,
        directory,
        handler: 'patched.handler',
        environment: {
          LIBRARY: library,
          LIBRARIES: patchingLibraries,
          ORDER: order,
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        },
      });

      for (let call = 0; call < 2; call++) {
        await fn.invoke({});
        await fn.frozen();
      }
      await fn.close();

      expect(collector.spans().filter(({ name }) => name !== 'init')).toHaveLength(2);
      expect(collector.requests()[0]?.headers).not.toHaveProperty('x-amzn-trace-id');
      expect(fn.logs.map(({ text }) => text)).toEqual([]);
    });
  },
);
