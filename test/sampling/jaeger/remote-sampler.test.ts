import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { RandomIdGenerator, type Sampler } from '@opentelemetry/sdk-trace';
import { expect, onTestFinished, test, vi } from 'vitest';
import { httpClient } from '../../../src/export/http-client.ts';
import { remoteSampler } from '../../../src/sampling/jaeger/remote-sampler.ts';
import { answers } from './answers.ts';

const ids = new RandomIdGenerator();

/** A Jaeger that gives the current answer, or none at all. */
async function startJaeger() {
  const asked: string[] = [];
  const state: { answer: string | number | undefined } = { answer: answers.probabilistic };
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (typeof state.answer === 'string') response.end(state.answer);
    else if (state.answer !== undefined) response.writeHead(state.answer).end('no');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'sampling-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));

  /** A process with a sampler; `freeze` comes after each of its invocations. */
  function startProcess({ freezes = true, parentBased = true, pollingIntervalMs = 1 } = {}) {
    let freeze = async (): Promise<void> => {};
    const sampler = remoteSampler(
      {
        endpoint: `http://127.0.0.1:${port}/sampling`,
        pollingIntervalMs,
        initialSamplingRate: 1,
        parentBased,
        service: 'orders & co',
        folder,
        client: (url) => httpClient(url, { holdsProcess: false }),
      },
      (work) => {
        freeze = work;
        return freezes;
      },
    );
    return { sampler, freeze: () => freeze() };
  }
  return { asked, state, startProcess };
}

function decide(sampler: Sampler, flags?: number) {
  const traceId = ids.generateTraceId();
  const parent = { traceId, spanId: ids.generateSpanId(), traceFlags: flags ?? 0, isRemote: true };
  const context = flags === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
  return sampler.shouldSample(context, traceId, 'orders', SpanKind.SERVER, {}, []);
}

/** An answer may take longer than a freeze waits. */
function learned(
  { sampler, freeze }: { sampler: Sampler; freeze(): Promise<void> },
  strategy: RegExp,
): Promise<void> {
  return vi.waitFor(
    async () => {
      await freeze();
      expect(sampler.toString()).toMatch(strategy);
    },
    { timeout: 60_000 },
  );
}

const param = (sampler: Sampler) => decide(sampler).attributes?.['sampler.param'];

test('before there is an answer, the initial share counts, and nothing is asked by sampling', async () => {
  const { asked, startProcess } = await startJaeger();
  const { sampler } = startProcess();

  expect(param(sampler)).toBe(1);
  expect(asked).toEqual([]);
});

test('before a freeze Jaeger is asked, and its answer counts from then on', async () => {
  const { asked, state, startProcess } = await startJaeger();
  state.answer = answers.rateLimiting;
  const process = startProcess();

  await learned(process, /ratelimiting/);

  expect(param(process.sampler)).toBe(5);
  expect(asked[0]).toBe('/sampling?service=orders+%26+co');
});

test('Jaeger is asked no sooner than the interval says', async () => {
  const { asked, startProcess } = await startJaeger();
  const { freeze } = startProcess({ pollingIntervalMs: 60_000 });

  for (let freezes = 0; freezes < 5; freezes++) await freeze();

  expect(asked).toHaveLength(1);
});

test('the latest good answer goes on to count, whatever else comes', async () => {
  const { state, startProcess } = await startJaeger();
  const process = startProcess();
  const { sampler, freeze } = process;
  state.answer = answers.rateLimiting;
  await learned(process, /ratelimiting/);

  for (const answer of [500, '<html></html>', '{}', '']) {
    state.answer = answer;
    await new Promise((resolve) => setTimeout(resolve, 2));
    await freeze();
    expect(param(sampler)).toBe(5);
  }
});

test('the next process of the environment begins with the latest answer', async () => {
  const { state, startProcess } = await startJaeger();
  state.answer = answers.rateLimiting;
  await learned(startProcess(), /ratelimiting/);

  const { sampler } = startProcess();

  expect(param(sampler)).toBe(5);
});

test('a freeze waits a quarter of a second for an answer, and no longer', async () => {
  const { state, startProcess } = await startJaeger();
  state.answer = undefined;
  const { freeze } = startProcess();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  let isOver = false;

  void freeze().then(() => {
    isOver = true;
  });

  await vi.advanceTimersByTimeAsync(249);
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(isOver).toBe(true);
});

test('where nothing freezes, Jaeger is asked beside an invocation', async () => {
  const { asked, state, startProcess } = await startJaeger();
  state.answer = answers.rateLimiting;
  const { sampler } = startProcess({ freezes: false, pollingIntervalMs: 60_000 });

  decide(sampler);
  expect(asked).toEqual([]);

  await expect.poll(() => sampler.toString()).toContain('ratelimiting');
  decide(sampler);
  expect(asked).toHaveLength(1);
});

test('a remote parent decides where the sampler goes by parents, and only there', async () => {
  const { state, startProcess } = await startJaeger();
  state.answer = answers.nothing;
  const [parentBased, byItself] = [startProcess(), startProcess({ parentBased: false })];
  for (const process of [parentBased, byItself]) await learned(process, /probabilistic\(0\)/);

  expect(decide(parentBased.sampler, 1).decision).toBe(2);
  expect(decide(byItself.sampler, 1).decision).toBe(0);
});

test('Jaeger is asked once in an interval of the wall clock, through freezes, and at once where that is set back', async () => {
  const { asked, state, startProcess } = await startJaeger();
  state.answer = answers.rateLimiting;
  const { freeze } = startProcess({ pollingIntervalMs: 60_000 });
  const clock = vi.spyOn(Date, 'now');
  onTestFinished(() => clock.mockRestore());
  let time = Date.now();
  /** The answer may take longer than a freeze waits. */
  const askedAfter = (ms: number, times: number) => {
    time += ms;
    clock.mockImplementation(() => time);
    return vi.waitFor(
      async () => {
        await freeze();
        expect(asked).toHaveLength(times);
      },
      { timeout: 60_000 },
    );
  };

  await askedAfter(0, 1);
  await askedAfter(59_999, 1);
  await askedAfter(1, 2);
  await askedAfter(8 * 3_600_000, 3);
  await askedAfter(-86_400_000, 4);
});
