import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { startCollector } from '../../harness/collector/collector.ts';

/** Runs the demo to its end. */
async function runDemo(args: readonly string[], environment: Readonly<Record<string, string>>) {
  const demo = spawn(process.execPath, ['examples/demo.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const ended = once(demo, 'close');
  const [output, errors] = await Promise.all([text(demo.stdout), text(demo.stderr)]);
  return { output, errors, ended: await ended };
}

test('the demo shows every kind of call, loses no span, and copies all', async () => {
  const backEnd = await startCollector();
  onTestFinished(() => backEnd.close());

  const { output, errors, ended } = await runDemo(['--endpoint', `${backEnd.url}/`], {
    OTEL_EXPORTER_OTLP_HEADERS: 'api-key=open%20sesame',
  });

  const [, hop] = /^warm: .* queue .* 201 in .*\ntrace .*\n([\s\S]*?)\n\n/m.exec(output) ?? [];
  expect(errors).toBe('');
  expect(ended).toEqual([0, null]);
  expect(output).toMatch(/^cold start: .* 200 in /m);
  expect(output).toMatch(/^[├└] init /m);
  expect(hop).toMatch(
    /^POST \/orders server .*send packing producer .*process packing consumer .*pack order .*POST client .*POST server .*print label /s,
  );
  expect(output).toMatch(/^faas\.invoke_duration 0\.\d+ s$/m);
  expect(output).toMatch(/^INFO order \S+ is placed$/m);
  expect(output).toContain('✖ OutOfStockError: snow-globe is out of stock');
  expect(output).toMatch(/^streaming: .* 200 in .*, streamed$/m);
  expect(output).toMatch(/^ {2}spans lost +0$/m);
  // One's own back end has a copy of all, with what it wants to see.
  const [, received] = /^ {2}spans received +(\d+)/m.exec(output) ?? [];
  expect(backEnd.spans()).toHaveLength(Number(received));
  expect(backEnd.requests()[0]?.headers['api-key']).toBe('open sesame');
  expect(output).toMatch(/^ {2}refused copies +0 /m);
});

test("the demo says what one's own back end says, and fails where that takes nothing", async () => {
  const backEnd = await startCollector();
  onTestFinished(() => backEnd.close());
  backEnd.behave({ status: 401 });

  const { output, ended } = await runDemo([], { OTEL_EXPORTER_OTLP_ENDPOINT: backEnd.url });

  expect(ended).toEqual([1, null]);
  expect(output).toMatch(/^✖ 401 .*status 401/m);
  expect(output).toMatch(/^ {2}spans lost +0$/m);
});
