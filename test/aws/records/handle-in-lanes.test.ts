import fc from 'fast-check';
import { expect, test } from 'vitest';
import { handleInLanes } from '../../../src/aws/records/handle-in-lanes.ts';

test('every item is handled once, in its lane in order, and none after a failure there', async () => {
  const items = fc.array(
    fc.record({ lane: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }), ok: fc.boolean() }),
  );
  await fc.assert(
    fc.asyncProperty(items, fc.integer({ min: 1, max: 5 }), async (list, concurrency) => {
      const handled: number[] = [];
      let running = 0;
      const numbered = list.map((item, index) => ({ ...item, index }));

      const outcomes = await handleInLanes(
        numbered,
        { laneOf: ({ lane }) => lane, concurrency },
        async ({ ok, index }) => {
          expect(++running).toBeLessThanOrEqual(concurrency);
          handled.push(index);
          for (let turn = 0; turn < index % 3; turn++) await Promise.resolve();
          running--;
          return ok;
        },
      );

      expect(outcomes).toEqual(expectedOutcomes(list));
      for (const lane of ['a', 'b']) {
        const inLane = handled.filter((index) => list[index]?.lane === lane);
        expect(inLane).toEqual(inLane.toSorted((one, other) => one - other));
      }
      expect(new Set(handled).size).toBe(handled.length);
    }),
  );
});

function expectedOutcomes(items: readonly { lane: string | undefined; ok: boolean }[]): string[] {
  const stopped = new Set<string>();
  return items.map(({ lane, ok }) => {
    if (lane !== undefined && stopped.has(lane)) return 'skipped';
    if (!ok && lane !== undefined) stopped.add(lane);
    return ok ? 'done' : 'failed';
  });
}
