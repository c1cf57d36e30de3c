import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  availableRuntimes,
  type FunctionSettings,
  type LambdaFunction,
} from '../../harness/lambda/index.ts';
import { processState } from '../../harness/lambda/process-group.ts';
import { startFunction } from '../start-function.ts';
import { patiently } from './patiently.ts';

const directory = fileURLToPath(new URL('handlers', import.meta.url));
const started: LambdaFunction[] = [];

afterEach(async () => {
  for (const fn of started.splice(0)) await fn.close();
});

async function start(handler: string, settings: Partial<FunctionSettings> = {}) {
  const fn = await startFunction({ directory, handler: `platform.${handler}`, ...settings });
  started.push(fn);
  return fn;
}

const ticks = (fn: LambdaFunction) => fn.logs.filter(({ text }) => text.endsWith('tick')).length;

describe.for(availableRuntimes())('the platform on $name', ({ name: runtime }) => {
  test('a frozen environment does nothing until it is thawed for the next event', async () => {
    const fn = await start('ticks', { runtime });
    await fn.invoke({});
    await fn.frozen();
    const before = ticks(fn);

    await sleep(100);

    expect(processState(fn.pid ?? 0)).toBe('T');
    expect(ticks(fn)).toBe(before);
    await fn.invoke({});
    await fn.frozen();
    expect(ticks(fn)).toBeGreaterThan(before);
    expect(fn.environmentsStarted).toBe(1);
  });

  test('invocations of one environment wait for each other', async () => {
    const fn = await start('echo', { runtime });

    const answers = await Promise.all([1, 2, 3].map((event) => fn.invoke(event)));

    expect(answers.map(({ payload }) => payload)).toEqual(['1', '2', '3']);
    expect(fn.initDuration).toBeGreaterThan(0);
    expect(Math.min(...Object.values(fn.memory()))).toBeGreaterThan(1e6);
  });

  test.for(['hang', 'exit'])(
    'after a process that ends by "%s", the next event starts another that finds the same /tmp',
    async (then) => {
      const fn = await start('visitsTmp', { runtime, timeoutMs: patiently(1_000) });
      const { pid } = fn;

      const first = await fn.invoke({ then });
      const end = await first.ended;
      const second = await fn.invoke({});

      expect(first.status).toBe(then === 'hang' ? 'timeout' : 'exited');
      expect(end).toMatchObject(
        then === 'hang' ? { by: 'timeout', signal: 'SIGKILL' } : { by: 'exit', exitCode: 7 },
      );
      expect(processState(pid ?? 0)).toBeUndefined();
      expect(second.payload).toBe('{"visited":true}');
      expect(fn.environmentsStarted).toBe(2);
    },
  );

  test('a streamed answer shows its first byte before its end', async () => {
    const fn = await start('streamInParts', { runtime });

    const { mode, payload, status, times } = await fn.invoke({});

    expect({ mode, payload, status }).toEqual({
      mode: 'streaming',
      payload: 'first,second',
      status: 'response',
    });
    expect(times.responseMs - times.firstByteMs).toBeGreaterThan(500);
  });

  test('the time-out also covers what comes after the answer', async () => {
    const fn = await start('streamThenHang', { runtime, timeoutMs: patiently(1_000) });

    const invocation = await fn.invoke({});

    expect(invocation).toMatchObject({ status: 'response', payload: 'all' });
    await expect(invocation.ended).resolves.toMatchObject({ by: 'timeout', signal: 'SIGKILL' });
  });

  test('a time-out in the middle of a stream keeps what had been sent', async () => {
    const fn = await start('streamPartThenHang', { runtime, timeoutMs: patiently(1_000) });

    const invocation = await fn.invoke({});

    expect(invocation).toMatchObject({ status: 'timeout', payload: 'part', mode: 'streaming' });
  });

  test('an initialisation that fails is told by its error, at start and to the caller', async () => {
    const fn = await start('missing', { runtime });

    const { status, errorType } = await fn.invoke({});

    expect(fn.initError).toMatchObject({ errorType: 'Runtime.HandlerNotFound' });
    expect(fn.initDuration).toBeUndefined();
    expect({ status, errorType }).toEqual({
      status: 'exited',
      errorType: 'Runtime.HandlerNotFound',
    });
  });

  test('the handler learns what the caller and the platform say', async () => {
    const fn = await start('context', { runtime, memoryMb: 512 });

    const { payload } = await fn.invoke(null, {
      requestId: 'r-1',
      clientContext: { custom: { name: 'Zoë ☃' } },
      tenantId: 'blue',
    });

    expect(JSON.parse(payload)).toMatchObject({
      awsRequestId: 'r-1',
      memoryLimitInMB: '512',
      clientContext: { custom: { name: 'Zoë ☃' } },
      tenantId: 'blue',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:function-under-test',
    });
  });

  test('the function sees Lambda variables and its own, and none of this process', async () => {
    vi.stubEnv('OF_THE_PARENT', 'x');
    const fn = await start('environment', { runtime, environment: { OF_THE_FUNCTION: 'y' } });

    const { payload } = await fn.invoke({}, { traceId: 'Root=1-0-0' });

    vi.unstubAllEnvs();
    expect(JSON.parse(payload)).toMatchObject({
      AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
      OF_THE_FUNCTION: 'y',
      _X_AMZN_TRACE_ID: 'Root=1-0-0',
      TMPDIR: fn.temporaryDirectory,
    });
    expect(payload).not.toContain('OF_THE_PARENT');
  });

  test('a frozen environment can be killed, and the next event starts another', async () => {
    const fn = await start('echo', { runtime });
    await fn.invoke(1);
    await fn.frozen();

    await fn.kill();

    expect(fn.pid).toBeUndefined();
    expect((await fn.invoke(2)).payload).toBe('2');
  });

  test('what a process asked for before it was killed is no matter of the next one', async () => {
    const fn = await start('echo', { runtime });
    for (let number = 1; number <= 5; number++) {
      await fn.invoke('first');
      // Meanwhile it asks for the next event, which we don't hear yet.
      block(30);
      const killed = fn.kill();
      block(30);
      await killed;

      expect(await fn.invoke(number)).toMatchObject({ status: 'response', payload: `${number}` });
    }
  });

  describe('with an extension', () => {
    const extension = { runtime, handler: 'extension.handler' };

    test('takes each name once, no events, and nobody after initialisation', async () => {
      const fn = await start('', extension);

      expect(JSON.parse((await fn.invoke({})).payload)).toEqual([
        'Extension.InvalidExtensionState',
        'Extension.InvalidEventType',
        'Extension.RegistrationClosed',
      ]);
    });

    test('waits for it to ask for an event before initialisation is over', async () => {
      const environment = { ASKS: 'false' };
      const fn = await start('', { ...extension, environment, initTimeoutMs: 1_000 });

      expect(fn.initError).toMatchObject({ errorType: 'Sandbox.Timedout' });
    });

    test('thaws the process and asks it to end, and kills one that stays', async () => {
      const fn = await start('', extension);
      const staying = await start('', { ...extension, environment: { STAYS: 'true' } });
      await Promise.all([fn.frozen(), staying.frozen()]);

      await Promise.all([fn.shutDown(), staying.shutDown()]);

      expect(fn.exitSignal).toBe('SIGTERM');
      expect(staying.exitSignal).toBe('SIGKILL');
      expect(staying.logs.at(-1)?.text).toContain('told of the end');
    });
  });

  test('a process without one is killed as its environment ends', async () => {
    const fn = await start('echo', { runtime });
    await fn.frozen();

    await fn.shutDown();

    expect(fn.exitSignal).toBe('SIGKILL');
  });
});

test('events overlap and nothing is frozen when the function takes several at once', async () => {
  const fn = await start('overlaps', { concurrency: 4 });

  const answers = await Promise.all([1, 2, 3, 4].map((event) => fn.invoke(event)));
  const spans = answers.map(({ payload }) => JSON.parse(payload) as { begin: number; end: number });

  const lastBegin = Math.max(...spans.map(({ begin }) => begin));
  expect(Math.min(...spans.map(({ end }) => end))).toBeGreaterThanOrEqual(lastBegin);
  expect(processState(fn.pid ?? 0)).not.toBe('T');
});

test('one of several events can time out without the others', async () => {
  const fn = await start('waits', { concurrency: 2, timeoutMs: patiently(1_000) });

  const [slow, quick] = await Promise.all([fn.invoke({ ms: 60_000 }), fn.invoke({ ms: 1 })]);

  expect(slow.status).toBe('timeout');
  expect(quick.status).toBe('response');
  expect(fn.environmentsStarted).toBe(1);
});

test('closing ends the process and removes its /tmp', async () => {
  const fn = await start('echo');
  const pid = fn.pid ?? 0;

  await fn.close();

  expect(processState(pid)).toBeUndefined();
  expect(existsSync(fn.temporaryDirectory)).toBe(false);
});

test('environments die with the process that started them', async () => {
  const harness = new URL('../../harness/lambda/index.ts', import.meta.url).href;
  const program = `
    const { startFunction } = await import(${JSON.stringify(harness)});
    const fn = await startFunction({ directory: ${JSON.stringify(directory)}, handler: 'platform.echo' });
    await fn.frozen();
    console.log(fn.pid);
    process.exit();`;

  const output = execFileSync(process.execPath, ['--input-type=module', '-e', program]);

  const pid = Number(output.toString());
  expect(pid).toBeGreaterThan(0);
  await expect.poll(() => processState(pid) ?? 'gone').toMatch(/gone|Z/);
});

/** Stops this process for so many milliseconds. */
function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
