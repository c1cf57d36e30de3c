import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Agent, type ClientRequest, get } from 'node:http';
import { text } from 'node:stream/consumers';
import { context } from '@opentelemetry/api';
import { expect, onTestFinished, test } from 'vitest';
import { withInvocationScope } from '../../src/core/invocation-scope.ts';
import { instrumentHttp } from '../../src/instrumentation/http.ts';
import { recordingTelemetry } from '../support/recording-telemetry.ts';
import { localServer } from './local-server.ts';
import { traced } from './traced.ts';

const read = (url: string, agent: Agent) =>
  new Promise<string>((resolve, reject) => {
    get(url, { agent }, (response) => resolve(text(response))).on('error', reject);
  });

test('a thousand calls leave no open span, no listener and nothing to close', async () => {
  const server = await localServer();
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  onTestFinished(() => agent.destroy());
  const scope = new Set<() => void>();
  const sockets = new Set<ClientRequest['socket']>();

  const { spans } = await traced(() =>
    context.with(withInvocationScope(context.active(), scope), async () => {
      for (let round = 0; round < 50; round += 1) {
        const calls = Array.from({ length: 10 }, () => [
          read(server.url, agent),
          fetch(server.url).then((response) => response.text()),
        ]);
        await Promise.all(calls.flat());
      }
      for (const socket of Object.values(agent.freeSockets).flat()) if (socket) sockets.add(socket);
    }),
  );

  expect(spans).toHaveLength(1_000);
  expect(scope.size).toBe(0);
  expect(sockets.size).toBeGreaterThan(0);
  for (const socket of sockets) expect(socket?.listenerCount('close')).toBeLessThan(5);
});

test("listeners of ours don't count towards Node.js's warning of a leak", async () => {
  const server = await localServer();
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on('warning', onWarning);
  onTestFinished(() => void process.off('warning', onWarning));

  await traced(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = get(server.url, (response) => {
          for (let count = 0; count < 8; count += 1) response.on('end', () => undefined);
          response.resume();
        }).on('error', reject);
        for (let count = 0; count < 9; count += 1) request.on('close', () => undefined);
        request.on('close', resolve);
      }),
  );
  await new Promise(setImmediate);

  expect(warnings).toEqual([]);
});

test('nothing is traced before the subscription, nor after its end', async () => {
  const server = await localServer();
  const { telemetry, spans } = recordingTelemetry();
  const call = () =>
    telemetry.tracer.startActiveSpan('root', async (root) => {
      await read(server.url, new Agent());
      await (await fetch(server.url)).text();
      root.end();
    });

  await call();
  const unsubscribeAll = instrumentHttp(telemetry.tracer);
  await call();
  unsubscribeAll();
  await call();

  expect(spans().map(({ name }) => name)).toEqual(['root', 'GET', 'GET', 'root', 'root']);
});

test('a request that others change as it is made is still traced', async () => {
  const server = await localServer();
  const change = (message: unknown) =>
    void (message as { request: ClientRequest }).request.setHeader('x-other', '1');
  subscribe('http.client.request.created', change);
  onTestFinished(() => void unsubscribe('http.client.request.created', change));

  const { spans } = await traced(() => read(server.url, new Agent()));

  expect(spans).toHaveLength(1);
  expect(server.received[0]).toMatchObject({ 'x-other': '1' });
});
