import { describe, expect, test } from 'vitest';
import { availableRuntimes, type LambdaFunction } from '../../harness/lambda/index.ts';
import { patiently } from './patiently.ts';
import { killWhileWaiting, useFunctions } from './use-functions.ts';

const fixture = useFunctions({
  handler: 'logs.handler',
  environment: { OTEL_LOGS_EXPORTER: 'otlp', ANTIFREEZE_CAPTURE_CONSOLE: 'true' },
});
const { start } = fixture;

const bodies = () => fixture.collector.logs().map(({ body }) => body);
const numbered = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix} ${index}`);

/** Calls until a record is there: an outage may have opened the circuit breaker. */
async function callUntil(fn: LambdaFunction, body: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  do {
    await fn.invoke({ lines: 0, records: 0 });
    await fn.frozen();
  } while (!bodies().includes(body) && Date.now() < deadline);
}

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test('lines and records arrive before the freeze, each beside its trace', async () => {
    const fn = await start({ runtime });

    const { payload, requestId } = await fn.invoke({});
    await fn.frozen();

    const traceId = JSON.parse(payload ?? '""');
    expect(bodies()).toEqual(['line 0', 'record 0']);
    for (const log of fixture.collector.logs()) {
      expect(log).toMatchObject({ traceId, severity: 9 });
      expect(log.attributes['faas.invocation_id']).toBe(requestId);
      expect(log.resource['service.name']).toBe('function-under-test');
    }
    expect(fixture.collector.logs().map(({ scope }) => scope)).toEqual(['console', 'orders']);
    expect(fixture.collector.spans()).toHaveLength(2);
    expect(
      fixture.collector
        .requests()
        .map(({ batch }) => batch.signal)
        .sort(),
    ).toEqual(['logs', 'traces']);
  });

  test.each(['text', 'JSON'])(
    "what the console is given is a record, in Lambda's %s format",
    async (format) => {
      const environment = { AWS_LAMBDA_LOG_FORMAT: format, AWS_LAMBDA_LOG_LEVEL: 'TRACE' };
      const fn = await start({ runtime, handler: 'logs.console', environment });
      const line = JSON.stringify({ level: 'warn', message: 'from JSON', order: { id: 7 } });

      const { payload } = await fn.invoke({
        said: [
          { method: 'debug', args: ['a %s', 'text', 2] },
          { method: 'log', args: [line] },
          { method: 'info', args: [{ msg: 'an object', items: [1, 'two'] }] },
        ],
      });
      await fn.frozen();

      const spanId = JSON.parse(payload ?? '""');
      const logs = fixture.collector.logs().map(({ severity, body, attributes, ...log }) => {
        const { 'faas.invocation_id': _, 'exception.stacktrace': __, ...others } = attributes;
        return { severity, body: String(body).split('\n')[0], others, spanId: log.spanId };
      });
      expect(logs).toEqual([
        { severity: 5, body: 'a text 2', others: {}, spanId },
        { severity: 13, body: 'from JSON', others: { order: { id: 7 } }, spanId },
        { severity: 9, body: 'an object', others: { items: [1, 'two'] }, spanId },
        {
          severity: 17,
          body: 'failed: TypeError: no such order',
          others: { 'exception.type': 'TypeError', 'exception.message': 'no such order' },
          spanId,
        },
      ]);
      expect(fn.logs.filter(({ text }) => text.includes('from JSON'))).toHaveLength(1);
    },
  );

  test.each(['wait', 'exit', 'kill'])(
    'the last lines of a process that ends by %s arrive with the next one',
    async (ending) => {
      const fn = await start({ runtime, timeoutMs: patiently(1_000) });
      await fn.invoke({ lines: 0, records: 0 });
      await fn.frozen();
      await fixture.collector.refuse();

      const event = { lines: 3, records: 2, ending };
      const { requestId } = await (ending === 'kill'
        ? killWhileWaiting(fn, event)
        : fn.invoke(event));
      await fixture.collector.listen();
      await callUntil(fn, 'record 1');

      expect(bodies().sort()).toEqual([...numbered('line', 3), ...numbered('record', 2)]);
      for (const { attributes } of fixture.collector.logs())
        expect(attributes['faas.invocation_id']).toBe(requestId);
    },
  );

  test("of what a dead collector can't take nothing is lost but what there is no room for, which is counted", async () => {
    const fn = await start({ runtime, environment: { OTEL_BLRP_MAX_QUEUE_SIZE: '50' } });
    await fixture.collector.refuse();
    const made = 80;

    for (let first = 0; first < made; first += 8) {
      await fn.invoke({ lines: 0, records: 8, first });
      await fn.frozen();
    }
    await fixture.collector.listen();
    await callUntil(fn, `record ${made - 1}`);

    const dropped = fixture.collector
      .logs()
      .map(({ attributes }) => Number(attributes['antifreeze.dropped_log_records'] ?? 0))
      .reduce((sum, count) => sum + count, 0);
    expect(new Set(bodies()).size).toBe(bodies().length);
    expect(bodies()).toHaveLength(50);
    expect(bodies().length + dropped).toBe(made);
  });

  test('with flush before-response the records are there before the answer', async () => {
    const fn = await start({ runtime, environment: { ANTIFREEZE_FLUSH: 'before-response' } });

    await fn.invoke({ lines: 2 });

    expect(bodies()).toEqual(['line 0', 'line 1', 'record 0']);
  });

  test('batched, the records of several invocations go in one request', async () => {
    const environment = { ANTIFREEZE_FLUSH: 'batched', ANTIFREEZE_FLUSH_INTERVAL: '60000' };
    const fn = await start({ runtime, environment });
    await fn.invoke({ lines: 0 });
    await fn.frozen();
    for (let first = 1; first < 4; first++) await fn.invoke({ lines: 0, first });
    await fn.frozen();
    expect(bodies()).toEqual(['record 0']);

    await fn.shutDown();

    expect(bodies()).toEqual(numbered('record', 4));
    const requests = fixture.collector.requests().filter(({ batch }) => batch.signal === 'logs');
    expect(requests.map(({ batch }) => batch.items.length)).toEqual([1, 3]);
  });
});
