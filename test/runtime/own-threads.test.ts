import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { useFunctions } from './use-functions.ts';

const fixture = useFunctions({ handler: 'starts-itself.handler' });

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test('threads and processes of its own file leave nothing behind, and no span', async () => {
    const fn = await fixture.start({ runtime });

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
    expect(fixture.collector.spans().map(({ name }) => name)).toEqual([
      'init',
      'function-under-test',
      'function-under-test',
      'function-under-test',
    ]);
  });
});
