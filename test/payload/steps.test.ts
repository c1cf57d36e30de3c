import { Session } from 'node:inspector/promises';
import { setFlagsFromString } from 'node:v8';
import { expect, test } from 'vitest';
import { createRedactor } from '../../src/payload/redactor.ts';

// What V8 has optimised isn't counted, and when it optimises depends on how busy the machine is.
for (const flag of ['--no-opt', '--no-maglev']) setFlagsFromString(flag);

const redact = createRedactor({ names: ['customer.email'], values: [] });

/** How often blocks of the redactor's code ran during `work`: a measure of time that is the same on any machine. */
async function stepsOf(work: () => void): Promise<number> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  // Most functions are counted from their second call on.
  work();
  await session.post('Profiler.takePreciseCoverage');
  work();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  session.disconnect();
  return result
    .filter(({ url }) => /\/src\/(?:payload|support)\//.test(url))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
    .reduce((sum, { count }) => sum + count, 0);
}

/** Payloads of any size, of the kinds that could cost more than they are long. */
const kinds: Readonly<Record<string, (size: number) => unknown>> = {
  objects: (size) => Array.from({ length: size / 10 }, (_, id) => ({ id, name: 'a' })),
  'JSON in a text': (size) =>
    JSON.stringify(Array.from({ length: size / 10 }, (_, id) => ({ id }))),
  'brackets that open': (size) => '['.repeat(size),
  'JSON that breaks off again and again': (size) => 'x {"a":'.repeat(size / 7),
  signs: (size) => 'a=b='.repeat(size / 4),
  'secret signs': (size) => 'token='.repeat(size / 6),
  'encoded signs': (size) => 'a=%3D%22&'.repeat(size / 9),
  quotes: (size) => `"token": "${'\\"'.repeat(size / 2)}`,
  elements: (size) => '<a>'.repeat(size / 3),
  'parts of forms': (size) => 'name="token"'.repeat(size / 12),
  'one word': (size) => 'x'.repeat(size),
  base64: (size) => Buffer.from('a=b;'.repeat(size / 6)).toString('base64'),
  'names of secrets': (size) =>
    Object.fromEntries(
      Array.from({ length: size / 10 }, (_, id) => [`token${1_000_000 + id}`, 'x']),
    ),
};

test.each(Object.entries(kinds))(
  'ten times as many %s take about ten times as long',
  async (_, of) => {
    const [small, large] = [of(1_000), of(10_000)];
    // What names it has seen it knows.
    for (const seen of [small, large]) redact(seen, 20_000);

    const few = await stepsOf(() => redact(small, 2_000));
    const many = await stepsOf(() => redact(large, 20_000));

    expect(few).toBeGreaterThan(0);
    expect(many / few).toBeLessThan(11);
  },
);

test.each(Object.entries(kinds))('of more %s than are shown none are read', async (_, of) => {
  const [large, huge] = [of(40_000), of(4_000_000)];
  redact(large, 1_000);

  const some = await stepsOf(() => redact(large, 1_000));
  const more = await stepsOf(() => redact(huge, 1_000));

  expect(more).toBeLessThan(some * 2 + 2_000);
});
