import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import {
  availableRuntimes,
  type LambdaFunction,
  type RuntimeName,
} from '../../harness/lambda/index.ts';
import type { CollectedSpan } from '../../src/viewer/otlp/collected-span.ts';
import { startFunction } from '../start-function.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));
const policies = ['after-response', 'before-response'] as const;
let collector: Collector;
let started: LambdaFunction | undefined;

beforeAll(async () => {
  collector = await startCollector();
});
afterEach(async () => {
  await started?.close();
  collector.clear();
});
afterAll(() => collector.close());

/** Invokes once; gives what the caller got, and the root span. */
async function observe(
  handler: string,
  runtime: RuntimeName,
  environment: Record<string, string> = {},
  concurrency = 1,
) {
  started = await startFunction({
    directory,
    handler: `postings.${handler}`,
    runtime,
    concurrency,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      ...environment,
    },
  });
  const answer = await started.invoke({});
  const isRoot = (span: CollectedSpan) =>
    span.attributes['faas.invocation_id'] === answer.requestId;
  await collector.waitForSpans((spans) => spans.some(isRoot), Date.now() + 60_000);
  const roots = collector.spans().filter(isRoot);
  expect(roots).toHaveLength(1);
  return { answer, root: roots[0] as CollectedSpan };
}

const endOf = ({ end }: CollectedSpan) => Number(end) / 1e6;

const refused = [
  { handler: 'bigint', type: /Error$/ },
  { handler: 'circular', type: /Error$/ },
  { handler: 'toJsonThrows', type: /Error$/ },
  { handler: 'function', type: /^TypeError$/ },
  { handler: 'tooLarge', type: /^Function\.ResponseSizeTooLarge$/ },
  { handler: 'tooLargeInBytes', type: /^Function\.ResponseSizeTooLarge$/ },
  { handler: 'throws', type: /^OrderError$/ },
  { handler: 'rejects', type: /^OrderError$/ },
  { handler: 'rejectsText', type: /^string$/ },
];

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  describe.each(policies)('with flush %s', (flush) => {
    test.each(refused)(
      'the root span of $handler has the error that its caller got',
      async ({ handler, type }) => {
        const { answer, root } = await observe(handler, runtime, { ANTIFREEZE_FLUSH: flush });

        expect(answer).toMatchObject({ status: 'error', errorType: expect.stringMatching(type) });
        expect(root).toMatchObject({
          status: { code: 'error', message: answer.errorMessage },
          attributes: { 'error.type': answer.errorType },
        });
      },
    );

    test('an answer just within the limit is none', async () => {
      const { answer, root } = await observe('largest', runtime, { ANTIFREEZE_FLUSH: flush });

      expect(answer.status).toBe('response');
      expect(root.status.code).toBe('unset');
    });
  });

  test('the root span ends when the answer was posted, which takes as long as it takes to write it', async () => {
    const { answer, root } = await observe('slowToWrite', runtime);

    // Both clocks are the machine's.
    const answeredAt = answer.times.deliveredAt + answer.times.responseMs;
    expect(endOf(root) - answeredAt).toBeGreaterThan(-5);
    expect(endOf(root) - Number(root.start) / 1e6).toBeGreaterThan(190);
  });

  test.each([
    { handler: 'streamThrowsLater', type: 'OrderError' },
    { handler: 'streamThrowsFirst', type: 'OrderError' },
  ])('a stream that breaks by $handler says so', async ({ handler, type }) => {
    const { root } = await observe(handler, runtime);

    expect(root).toMatchObject({ status: { code: 'error' }, attributes: { 'error.type': type } });
  });
});

const runs = (name: RuntimeName) => availableRuntimes().some((runtime) => runtime.name === name);

test.skipIf(!runs('nodejs22.x')).each(policies)(
  'a thenable that has nothing to catch with makes the runtime of Node.js 22 fail, and so the span, with flush %s',
  async (flush) => {
    const { answer, root } = await observe('uncatchable', 'nodejs22.x', {
      ANTIFREEZE_FLUSH: flush,
    });

    expect(answer).toMatchObject({ status: 'error', errorType: 'TypeError' });
    expect(root).toMatchObject({
      status: { code: 'error', message: answer.errorMessage },
      attributes: { 'error.type': 'TypeError' },
    });
  },
);

test.skipIf(!runs('nodejs22.x'))(
  'a callback with a result that no JSON can hold has the error that its caller got',
  async () => {
    const { answer, root } = await observe('callbackBigint', 'nodejs22.x');

    expect(answer.status).toBe('error');
    expect(root.attributes['error.type']).toBe(answer.errorType);
  },
);

test.skipIf(!runs('nodejs24.x')).each(['bigint', 'tooLarge'])(
  'where invocations overlap, the root span of %s has the error that its caller got',
  async (handler) => {
    const { answer, root } = await observe(handler, 'nodejs24.x', {}, 4);

    expect(answer.status).toBe('error');
    expect(root).toMatchObject({
      status: { code: 'error', message: answer.errorMessage },
      attributes: { 'error.type': answer.errorType },
    });
  },
);
