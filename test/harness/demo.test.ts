import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

test('the demo shows every kind of call and loses no span', async () => {
  const demo = spawn(process.execPath, ['examples/demo.ts'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(demo, 'close');

  const [output, errors] = await Promise.all([text(demo.stdout), text(demo.stderr)]);

  const [, hop] = /^warm: .* queue .* 201 in .*\ntrace .*\n([\s\S]*?)\n\n/m.exec(output) ?? [];
  expect(errors).toBe('');
  await expect(ended).resolves.toEqual([0, null]);
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
});
