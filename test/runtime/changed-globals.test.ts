import { describe, expect, test } from 'vitest';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { useFunctions } from './use-functions.ts';

const fixture = useFunctions({ handler: 'changed-globals.handler' });
const changes = [
  'Array.prototype has an enumerable method',
  'Promise is a subclass',
  'Promise is a function of its own',
  'time stands still',
  'timers are numbers, as those of a DOM',
  'console says nothing',
  'stack traces are written otherwise',
  'stack traces are taken away',
  'there is a window',
  'the variables are a copy',
  'the working directory is another',
];

describe.each(availableRuntimes())('on $name, a function answers where', ({ name: runtime }) => {
  test.each(changes.flatMap((change) => ['before', 'after'].map((order) => ({ change, order }))))(
    '$change, $order antifreeze is loaded',
    async ({ change, order }) => {
      const environment = { CHANGE: change, ORDER: order };
      const fn = await fixture.start({ runtime, environment });

      const answered = await fn.invoke({});
      const failed = await fn.invoke({ fails: true });
      await fn.frozen();

      expect(answered).toMatchObject({ status: 'response', payload: '"done"' });
      expect(failed).toMatchObject({ errorType: 'TypeError', errorMessage: 'told to' });
      const roots = fixture.collector.spans().filter(({ name }) => name !== 'init');
      expect(roots.map(({ attributes }) => attributes['error.type'])).toEqual([
        undefined,
        'TypeError',
      ]);
    },
  );

  test('nothing can be sent, without the process coming to an end', async () => {
    const environment = { CHANGE: 'no module can be had', ORDER: 'after' };
    const fn = await fixture.start({ runtime, environment });

    for (let call = 0; call < 2; call += 1) {
      expect(await fn.invoke({})).toMatchObject({ status: 'response', payload: '"done"' });
      await fn.frozen();
    }

    expect(fn.environmentsStarted).toBe(1);
    const told = 'antifreeze: spans could not be sent: Error: there are none';
    expect(fn.logs.map(({ text }) => text)).toContainEqual(expect.stringContaining(told));
  });
});
