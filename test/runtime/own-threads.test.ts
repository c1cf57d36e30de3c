import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { startFunction } from '../start-function.ts';

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test('threads and processes of its own file leave nothing behind, and no span', async () => {
    const collector = await startCollector();
    const fn = await startFunction({
      runtime,
      directory: fileURLToPath(new URL('functions', import.meta.url)),
      handler: 'starts-itself.handler',
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    });
    onTestFinished(async () => {
      await fn.close();
      await collector.close();
    });

    const answers: unknown[] = [];
    for (let number = 0; number < 3; number += 1) {
      const { payload } = await fn.invoke({});
      await fn.frozen();
      answers.push(JSON.parse(payload));
    }

    expect(answers).toEqual(Array(3).fill(['from the thread', 'from the process']));
    expect(readdirSync(join(fn.temporaryDirectory, 'antifreeze'))).toEqual([
      expect.stringMatching(new RegExp(`^${fn.pid}-\\w+\\.journal$`)),
    ]);
    expect(collector.spans().map(({ name }) => name)).toEqual([
      'init',
      'function-under-test',
      'function-under-test',
      'function-under-test',
    ]);
  });
});
