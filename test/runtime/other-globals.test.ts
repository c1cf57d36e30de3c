import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { startFunction } from '../start-function.ts';

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test('a function with timers that are numbers, and an Error without captureStackTrace, is traced', async () => {
    const collector = await startCollector();
    const fn = await startFunction({
      runtime,
      directory: fileURLToPath(new URL('functions', import.meta.url)),
      handler: 'other-globals.handler',
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    });
    onTestFinished(async () => {
      await fn.close();
      await collector.close();
    });

    const answers: (string | undefined)[] = [];
    for (let number = 0; number < 2; number += 1) {
      answers.push((await fn.invoke({})).payload);
      await fn.frozen();
    }

    expect(answers).toEqual(['200', '200']);
    expect(fn.environmentsStarted).toBe(1);
    expect(fn.logs).toEqual([]);
    const names = collector.spans().map(({ name }) => name);
    expect(names).toEqual(['GET', 'init', 'function-under-test', 'GET', 'function-under-test']);
  });
});
